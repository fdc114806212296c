package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A view or materialized view, with the relations it reads and its exact definition.
 *
 * @param wholly those of {@code reads} whose every column it takes
 * @param uses the columns it names, of every relation that each name can be of
 * @param columns its columns in order; empty when the definition does not say them all for certain
 */
public record View(
        QualifiedName name,
        boolean materialized,
        List<QualifiedName> reads,
        List<QualifiedName> wholly,
        List<Use> uses,
        Optional<List<String>> columns,
        String sql,
        Origin origin) {
    public View {
        reads = List.copyOf(reads);
        wholly = List.copyOf(wholly);
        uses = List.copyOf(uses);
        columns = columns.map(List::copyOf);
    }

    /** A column of a relation that the view reads. */
    public record Use(QualifiedName relation, String column) {}

    View withName(QualifiedName value) {
        return new View(value, materialized, reads, wholly, uses, columns, sql, origin);
    }

    /** After what it reads has got another name. */
    View reading(UnaryOperator<QualifiedName> renamed) {
        return new View(
                name,
                materialized,
                reads.stream().map(renamed).toList(),
                wholly.stream().map(renamed).toList(),
                uses.stream()
                        .map(use -> new Use(renamed.apply(use.relation()), use.column()))
                        .toList(),
                columns,
                sql,
                origin);
    }

    /** After a column of what it reads has got another name. */
    View using(Use from, String to) {
        return new View(
                name,
                materialized,
                reads,
                wholly,
                uses.stream()
                        .map(use -> use.equals(from) ? new Use(from.relation(), to) : use)
                        .toList(),
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
                uses,
                columns.map(all -> all.stream()
                        .map(column -> column.equals(from) ? to : column)
                        .toList()),
                sql,
                origin);
    }
}
