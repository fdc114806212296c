package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.catalog.UserType;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import dev.lockkeeper.sql.ConstraintDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code ADD COLUMN}: catalog only unless a value has to be computed for each row (dryrun.md §5, measured on 12
 * to 18). A constant default rewrites on 10 only; NOT NULL without default fails and rewrites nothing.
 */
final class AddColumnEffects {
    private AddColumnEffects() {}

    static List<Effect> of(Table table, ColumnDefinition column, Situation at) {
        List<Effect> effects = new ArrayList<>();
        rewriteReason(column, at).ifPresent(why -> {
            for (Table each : at.withFiles(table)) {
                effects.add(new Effect.RewritesTable(each.name(), why));
                effects.add(new Effect.ScansTable(each.name(), 1, "every row is written anew"));
            }
        });
        boolean hasValue =
                column.defaultValue().map(value -> !value.isNullLiteral()).orElse(false)
                        || column.identity()
                        || column.type().serial()
                        || column.generatedKind() != GeneratedKind.NONE;
        if (column.notNull() && !hasValue && !table.created()) {
            effects.add(new Effect.FailsOnData(
                    table.name(),
                    List.of(column.name()),
                    "23502",
                    at.version().atLeast(13)
                            ? "column \"" + column.name() + "\" of relation \""
                                    + table.name().name() + "\" contains null values"
                            : "column \"" + column.name() + "\" contains null values",
                    true,
                    Optional.of(Violations.anyRow(table))));
            effects.add(new Effect.ScansTable(table.name(), 1, "looks for the first row that has no value"));
        }
        if (column.notNull() && column.generatedKind() == GeneratedKind.VIRTUAL) {
            at.withFiles(table).forEach(each -> effects.addAll(ConstraintEffects.nullScan(each, column.name(), at)));
        }
        for (ConstraintDefinition constraint : column.constraints()) {
            boolean nothingToCheck = constraint.kind() == ConstraintDefinition.Kind.FOREIGN_KEY && !hasValue;
            effects.addAll(ConstraintEffects.added(table, constraint, at, nothingToCheck));
        }
        return effects;
    }

    /** Why the table gets a new file, or empty when only the catalog changes. */
    static Optional<String> rewriteReason(ColumnDefinition column, Situation at) {
        if (column.identity() || column.type().serial()) {
            return Optional.of("each existing row takes a value from the sequence");
        }
        if (column.generatedKind() == GeneratedKind.STORED) {
            return Optional.of("the generated value is stored in each existing row");
        }
        if (column.generatedKind() == GeneratedKind.VIRTUAL) {
            return Optional.empty();
        }
        boolean constrainedDomain = at.catalog()
                .type(dev.lockkeeper.pg.QualifiedName.of(
                        column.type().schema(), column.type().name()))
                .map(type -> type.kind() == UserType.Kind.DOMAIN && type.constrained())
                .orElse(false);
        if (column.defaultValue().isEmpty() || column.defaultValue().get().isNullLiteral()) {
            // Even a NULL has to satisfy the domain (measured on 12 to 18).
            return constrainedDomain ? Optional.of("the domain's constraint is checked on each row") : Optional.empty();
        }
        if (constrainedDomain) {
            return Optional.of("the domain's constraint is checked on each row");
        }
        if (Volatility.isVolatile(column.defaultValue().get(), at.catalog())) {
            return Optional.of("the default " + column.defaultValue().get().sql()
                    + " is volatile: each row is computed by itself");
        }
        return at.version().atLeast(11)
                ? Optional.empty()
                : Optional.of("before PostgreSQL 11 a default is written into each existing row");
    }

    /** The lock on the table and everything below it. */
    static List<Effect> locks(Table table, Situation at) {
        List<Effect> effects = new ArrayList<>();
        for (Table each : at.withDescendants(table)) {
            effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, "ADD COLUMN"));
        }
        return effects;
    }
}
