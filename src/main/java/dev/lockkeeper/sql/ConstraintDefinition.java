package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;

/**
 * A table or column constraint as written.
 *
 * @param sql the constraint's own text, from {@code CONSTRAINT} (or its keyword) to its last token
 * @param columns the constrained columns; a column constraint names its own column
 * @param referencedColumns empty means the referenced table's primary key
 * @param index the index of {@code USING INDEX}
 */
public record ConstraintDefinition(
        Kind kind,
        Optional<String> name,
        List<String> columns,
        Optional<Expression> check,
        Optional<QualifiedName> references,
        List<String> referencedColumns,
        boolean notValid,
        boolean notEnforced,
        boolean deferrable,
        Optional<String> index,
        String sql) {
    /** The kinds of constraint PostgreSQL keeps in {@code pg_constraint} (NOT NULL there from 18). */
    public enum Kind {
        CHECK,
        FOREIGN_KEY,
        UNIQUE,
        PRIMARY_KEY,
        EXCLUDE,
        NOT_NULL
    }

    public ConstraintDefinition {
        columns = List.copyOf(columns);
        referencedColumns = List.copyOf(referencedColumns);
    }
}
