package dev.lockkeeper.sql;

import java.util.List;
import java.util.Optional;

/**
 * A column as {@code CREATE TABLE} or {@code ADD COLUMN} writes it. {@code constraints} holds CHECK, UNIQUE,
 * PRIMARY KEY and REFERENCES written inline, and NOT NULL when it has a name or an option of its own;
 * {@code notNull} is true for every NOT NULL, and for PRIMARY KEY.
 */
public record ColumnDefinition(
        String name,
        TypeName type,
        boolean notNull,
        Optional<Expression> defaultValue,
        Optional<Expression> generated,
        GeneratedKind generatedKind,
        boolean identity,
        Optional<String> collation,
        List<ConstraintDefinition> constraints,
        String sql) {
    /** How a generated column is kept: {@code STORED} rewrites the table, {@code VIRTUAL} (18) does not. */
    public enum GeneratedKind {
        NONE,
        STORED,
        VIRTUAL
    }

    public ColumnDefinition {
        constraints = List.copyOf(constraints);
    }

    /** {@code GENERATED ALWAYS AS IDENTITY}. */
    public boolean identityAlways() {
        return identity && identityAlways(sql);
    }

    /** Whether the text of a column or of {@code ADD GENERATED} says ALWAYS of an identity. */
    public static boolean identityAlways(String sql) {
        return ConstraintDefinition.says(sql, "GENERATED ALWAYS AS IDENTITY");
    }
}
