package dev.lockkeeper.dryrun.traffic;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How a row of a table is made: columns that may be written, and for each the SQL expression of its value in terms of integer {@code g}. */
public record RowShape(List<String> columns, List<String> expressions) {
    public RowShape {
        columns = List.copyOf(columns);
        expressions = List.copyOf(expressions);
        if (columns.size() != expressions.size()) {
            throw new IllegalArgumentException("each column has its expression");
        }
    }

    Optional<String> expression(String column) {
        int at = columns.indexOf(column);
        return at < 0 ? Optional.empty() : Optional.of(expressions.get(at));
    }

    Map<String, String> byColumn() {
        return IntStream.range(0, columns.size()).boxed().collect(Collectors.toMap(columns::get, expressions::get));
    }
}
