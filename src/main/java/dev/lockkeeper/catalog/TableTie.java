package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What hangs on a table and is no relation of its own.
 *
 * @param name with its schema only for extended statistics; the others have none
 * @param usingColumns the table's columns that a policy's USING names; empty for the other kinds
 * @param checkColumns the same of its WITH CHECK: ALTER POLICY replaces one and keeps the other
 */
public record TableTie(
        Kind kind,
        QualifiedName name,
        QualifiedName table,
        List<String> usingColumns,
        List<String> checkColumns,
        Origin origin) {
    /** The kinds that matter to effects; a clustered index is the one by which CLUSTER sorted last. */
    public enum Kind {
        RULE,
        POLICY,
        STATISTICS,
        PUBLICATION,
        CLUSTERED_INDEX
    }

    public TableTie {
        usingColumns = List.copyOf(usingColumns);
        checkColumns = List.copyOf(checkColumns);
    }

    TableTie(Kind kind, QualifiedName name, QualifiedName table, Origin origin) {
        this(kind, name, table, List.of(), List.of(), origin);
    }

    /** Whether the column cannot go, or change its type, as long as this hangs on its table. */
    public boolean names(String column) {
        return usingColumns.contains(column) || checkColumns.contains(column);
    }

    TableTie named(QualifiedName newName) {
        return new TableTie(kind, newName, table, usingColumns, checkColumns, origin);
    }

    TableTie renamed(UnaryOperator<QualifiedName> relation) {
        return new TableTie(kind, name, relation.apply(table), usingColumns, checkColumns, origin);
    }

    TableTie renamedColumn(String from, String to) {
        UnaryOperator<String> name = column -> column.equals(from) ? to : column;
        return new TableTie(
                kind,
                this.name,
                table,
                usingColumns.stream().map(name).toList(),
                checkColumns.stream().map(name).toList(),
                origin);
    }
}
