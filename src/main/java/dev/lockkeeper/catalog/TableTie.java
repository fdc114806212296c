package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What hangs on a table and is no relation of its own.
 *
 * @param name with its schema only for extended statistics; the others have none
 * @param columns the table's columns that a policy's expressions name; empty for the other kinds
 */
public record TableTie(Kind kind, QualifiedName name, QualifiedName table, List<String> columns, Origin origin) {
    /** The kinds that matter to effects; a clustered index is the one by which CLUSTER sorted last. */
    public enum Kind {
        RULE,
        POLICY,
        STATISTICS,
        PUBLICATION,
        CLUSTERED_INDEX
    }

    public TableTie {
        columns = List.copyOf(columns);
    }

    TableTie renamed(UnaryOperator<QualifiedName> relation) {
        return new TableTie(kind, name, relation.apply(table), columns, origin);
    }

    TableTie renamedColumn(String from, String to) {
        return new TableTie(
                kind,
                name,
                table,
                columns.stream()
                        .map(column -> column.equals(from) ? to : column)
                        .toList(),
                origin);
    }
}
