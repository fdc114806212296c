package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ConstraintDefinition.Kind;
import dev.lockkeeper.sql.Expression;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A constraint of a table, with the name PostgreSQL gives it when the text does not; names are resolved. */
public record Constraint(
        String name,
        Kind kind,
        List<String> columns,
        Optional<Expression> check,
        Optional<QualifiedName> references,
        List<String> referencedColumns,
        boolean validated,
        boolean enforced,
        Origin origin,
        String sql) {
    public Constraint {
        columns = List.copyOf(columns);
        referencedColumns = List.copyOf(referencedColumns);
    }

    /** A column of the key that it references has another name. */
    Constraint referencing(UnaryOperator<String> renamed) {
        return new Constraint(
                name,
                kind,
                columns,
                check,
                references,
                referencedColumns.stream().map(renamed).toList(),
                validated,
                enforced,
                origin,
                sql);
    }

    /** Proves that {@code column} holds no NULL: a validated, enforced CHECK or NOT NULL constraint. */
    public boolean provesNotNull(String column) {
        boolean holds = validated && enforced;
        return switch (kind) {
            case CHECK ->
                holds && check.isPresent() && check.get().notNullColumns().contains(column);
            case NOT_NULL -> holds && columns.contains(column);
            case PRIMARY_KEY -> columns.contains(column);
            case FOREIGN_KEY, UNIQUE, EXCLUDE -> false;
        };
    }
}
