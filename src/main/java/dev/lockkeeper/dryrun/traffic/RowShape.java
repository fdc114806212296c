package dev.lockkeeper.dryrun.traffic;

import java.util.List;
import java.util.Optional;

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
}
