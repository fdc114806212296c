package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A view or materialized view, with the relations it reads and its exact definition.
 *
 * @param wholly those of {@code reads} whose every column it takes
 * @param columns its columns in order; empty when the definition does not say them all for certain
 */
public record View(
        QualifiedName name,
        boolean materialized,
        List<QualifiedName> reads,
        List<QualifiedName> wholly,
        Optional<List<String>> columns,
        String sql,
        Origin origin) {
    public View {
        reads = List.copyOf(reads);
        wholly = List.copyOf(wholly);
        columns = columns.map(List::copyOf);
    }

    View withName(QualifiedName value) {
        return new View(value, materialized, reads, wholly, columns, sql, origin);
    }

    /** After what it reads has got another name. */
    View reading(UnaryOperator<QualifiedName> renamed) {
        return new View(
                name,
                materialized,
                reads.stream().map(renamed).toList(),
                wholly.stream().map(renamed).toList(),
                columns,
                sql,
                origin);
    }

    View renamedColumn(String from, String to) {
        return new View(
                name,
                materialized,
                reads,
                wholly,
                columns.map(all -> all.stream()
                        .map(column -> column.equals(from) ? to : column)
                        .toList()),
                sql,
                origin);
    }
}
