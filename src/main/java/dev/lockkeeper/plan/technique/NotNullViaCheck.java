package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.AlterAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Before: {@code SET NOT NULL}, a scan under ACCESS EXCLUSIVE. After (12 and later): CHECK (c IS NOT NULL) NOT
 * VALID, VALIDATE apart, SET NOT NULL (now proven, no scan), DROP CONSTRAINT in a statement of its own: dropped
 * in the same ALTER the scan comes back. From 18 on a table's NOT NULL is itself added NOT VALID and validated apart.
 */
@AutoService(Technique.class)
public final class NotNullViaCheck implements Technique {
    private static final int NOT_VALID = 18;

    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        Optional<SingleAction> single = SingleAction.of(at, analysis);
        if (single.isEmpty()
                || !(single.get().action() instanceof AlterAction.SetNotNull set)
                || !at.has(Effect.ScansTable.class)
                || !analysis.version().atLeast(12)) {
            return Optional.empty();
        }
        Table table = single.get().table();
        Set<String> objects = Set.of(single.get().column(set.column()));
        String name = Identifiers.derive(table.name().name() + "_" + set.column(), "_not_null");
        return Optional.of(
                analysis.version().atLeast(NOT_VALID)
                                && table.kind() == Table.Kind.TABLE
                                && table.constraint(name).isEmpty()
                        ? ConstraintSteps.notValidThenValidate(
                                table, name, "NOT NULL " + Identifiers.quote(set.column()), objects)
                        : steps(table, set.column(), objects));
    }

    static List<StepDraft> steps(Table table, String column, Set<String> objects) {
        String alter = "ALTER TABLE " + table.name().sql() + " ";
        String quoted = Identifiers.quote(column);
        String proof = Identifiers.derive(table.name().name() + "_" + column, "_proof");
        String drop = alter + "DROP CONSTRAINT IF EXISTS " + Identifiers.quote(proof);
        List<StepDraft> steps = new ArrayList<>(
                ConstraintSteps.notValidThenValidate(table, proof, "CHECK (" + quoted + " IS NOT NULL)", objects));
        steps.add(StepDraft.of(
                Phase.Kind.VALIDATE,
                "set " + column + " NOT NULL, proven by the constraint",
                TransactionMode.TRANSACTION,
                new Rollback.Undo(
                        List.of(alter + "ALTER COLUMN " + quoted + " DROP NOT NULL"), TransactionMode.TRANSACTION),
                objects,
                alter + "ALTER COLUMN " + quoted + " SET NOT NULL"));
        steps.add(StepDraft.of(
                Phase.Kind.VALIDATE,
                "drop the proof",
                TransactionMode.TRANSACTION,
                new Rollback.Nothing("the proof was only needed for SET NOT NULL"),
                objects,
                drop));
        return steps;
    }
}
