package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;

/**
 * A view or materialized view, with the relations it reads and its exact definition.
 *
 * @param columns its columns in order; empty when the definition does not say them all for certain
 */
public record View(
        QualifiedName name,
        boolean materialized,
        List<QualifiedName> reads,
        Optional<List<String>> columns,
        String sql,
        Origin origin) {
    public View {
        reads = List.copyOf(reads);
        columns = columns.map(List::copyOf);
    }

    View withName(QualifiedName value) {
        return new View(value, materialized, reads, columns, sql, origin);
    }

    View withReads(List<QualifiedName> value) {
        return new View(name, materialized, value, columns, sql, origin);
    }

    View renamedColumn(String from, String to) {
        return new View(
                name,
                materialized,
                reads,
                columns.map(all -> all.stream()
                        .map(column -> column.equals(from) ? to : column)
                        .toList()),
                sql,
                origin);
    }
}
