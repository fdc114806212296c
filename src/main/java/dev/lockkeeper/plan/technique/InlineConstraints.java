package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.ConstraintDefinition.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The constraints that ADD COLUMN writes inline, each online after the column has its values. */
final class InlineConstraints {
    private InlineConstraints() {}

    /** Whether it needs steps of its own. */
    static boolean own(ConstraintDefinition constraint) {
        return switch (constraint.kind()) {
            case CHECK, FOREIGN_KEY, UNIQUE, PRIMARY_KEY -> true;
            case EXCLUDE, NOT_NULL -> false;
        };
    }

    /** Empty where one of them has no online way. The column of a primary key is already NOT NULL. */
    static Optional<List<StepDraft>> steps(StatementEffects at, SingleAction single, ColumnDefinition column) {
        List<StepDraft> steps = new ArrayList<>();
        for (Constraint added : single.after().constraints()) {
            if (single.table().constraint(added.name()).isEmpty()) {
                Optional<List<StepDraft>> constraint = constraint(at, single, column, added);
                if (constraint.isEmpty()) {
                    return Optional.empty();
                }
                steps.addAll(constraint.get());
            }
        }
        return Optional.of(steps);
    }

    private static Optional<List<StepDraft>> constraint(
            StatementEffects at, SingleAction single, ColumnDefinition column, Constraint added) {
        Set<String> objects = new LinkedHashSet<>(Objects.of(at));
        String body = ConstraintSteps.withoutName(added.sql());
        return switch (added.kind()) {
            case CHECK ->
                Optional.of(ConstraintSteps.notValidThenValidate(single.table(), added.name(), body, objects));
            case FOREIGN_KEY -> {
                List<StepDraft> steps =
                        new ArrayList<>(ForeignKeyNotValid.missingIndex(at, single.table(), added, objects));
                steps.addAll(ConstraintSteps.notValidThenValidate(
                        single.table(),
                        added.name(),
                        "FOREIGN KEY (" + Identifiers.quote(column.name()) + ") " + body,
                        objects));
                yield Optional.of(steps);
            }
            case UNIQUE, PRIMARY_KEY -> {
                String key = added.kind() == Kind.UNIQUE ? " UNIQUE" : " PRIMARY KEY";
                String name = Identifiers.quote(added.name());
                String drop = "DROP INDEX CONCURRENTLY IF EXISTS "
                        + single.table().name().sibling(added.name()).sql();
                yield Optional.of(List.of(
                        StepDraft.of(
                                Phase.Kind.EXPAND,
                                "build the unique index",
                                TransactionMode.AUTOCOMMIT,
                                new Rollback.Undo(List.of(drop), TransactionMode.AUTOCOMMIT),
                                objects,
                                "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON "
                                        + single.table().name().sql() + " (" + Identifiers.quote(column.name()) + ")"),
                        StepDraft.of(
                                Phase.Kind.CUTOVER,
                                "make the index a constraint",
                                TransactionMode.TRANSACTION,
                                new Rollback.Undo(
                                        List.of(single.alter("DROP CONSTRAINT IF EXISTS " + name)),
                                        TransactionMode.TRANSACTION),
                                objects,
                                single.alter("ADD CONSTRAINT " + name + key + " USING INDEX " + name))));
            }
            case NOT_NULL -> Optional.of(List.of());
            case EXCLUDE -> Optional.empty();
        };
    }
}
