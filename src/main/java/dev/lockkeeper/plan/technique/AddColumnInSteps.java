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
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Before: {@code ADD COLUMN c … DEFAULT volatile() NOT NULL CHECK (…) REFERENCES t}, a rewrite or scans under
 * ACCESS EXCLUSIVE. After: the bare column, its default for new rows, a backfill in batches for the old ones,
 * then NOT NULL, CHECK and REFERENCES each NOT VALID first. A constant default needs none of this from 11 on.
 */
@AutoService(Technique.class)
public final class AddColumnInSteps implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        Optional<SingleAction> single = SingleAction.of(at, analysis);
        if (single.isEmpty() || !(single.get().action() instanceof AlterAction.AddColumn add)) {
            return Optional.empty();
        }
        ColumnDefinition column = add.column();
        boolean computed = at.has(Effect.RewritesTable.class);
        boolean inlineConstraints = column.constraints().stream().anyMatch(InlineConstraints::own);
        boolean sequence = column.identity() || column.type().serial() || column.generatedKind() != GeneratedKind.NONE;
        if (sequence || (!computed && !inlineConstraints)) {
            return Optional.empty();
        }
        Table table = single.get().table();
        Set<String> objects = Set.of(single.get().column(column.name()));
        String name = Identifiers.quote(column.name());
        String collation =
                column.collation().map(c -> " COLLATE " + Identifiers.quote(c)).orElse("");
        boolean keepDefault = !computed && column.defaultValue().isPresent();
        String bare = "ADD COLUMN " + name + " " + column.type().sql() + collation
                + (keepDefault
                        ? " DEFAULT " + column.defaultValue().get().sql() + (column.notNull() ? " NOT NULL" : "")
                        : "");
        List<StepDraft> steps = new ArrayList<>();
        steps.add(StepDraft.of(
                Phase.Kind.EXPAND,
                "add column " + column.name(),
                TransactionMode.TRANSACTION,
                new Rollback.Undo(
                        List.of(single.get().alter("DROP COLUMN IF EXISTS " + name)), TransactionMode.TRANSACTION),
                objects,
                single.get().alter(bare)));
        if (computed) {
            Optional<List<StepDraft>> fill = filled(at, single.get(), column, objects, analysis, tools);
            if (fill.isEmpty()) {
                return Optional.empty();
            }
            steps.addAll(fill.get());
            if (column.notNull()) {
                steps.addAll(NotNullViaCheck.steps(table, column.name(), objects));
            }
        }
        return InlineConstraints.steps(at, single.get(), column).map(constraints -> {
            steps.addAll(constraints);
            return steps;
        });
    }

    private static Optional<List<StepDraft>> filled(
            StatementEffects at,
            SingleAction single,
            ColumnDefinition column,
            Set<String> objects,
            Analysis analysis,
            Reanalysis tools) {
        String name = Identifiers.quote(column.name());
        String value = column.defaultValue().orElseThrow().sql();
        List<StepDraft> steps = new ArrayList<>();
        steps.add(StepDraft.of(
                Phase.Kind.EXPAND,
                "default for new rows",
                TransactionMode.TRANSACTION,
                new Rollback.Nothing("goes with the column"),
                objects,
                single.alter("ALTER COLUMN " + name + " SET DEFAULT " + value)));
        return BatchedBackfill.steps(
                        at,
                        single.whileFilling(),
                        "UPDATE " + single.table().name().sql() + " SET " + name + " = " + value + " WHERE " + name
                                + " IS NULL",
                        new Rollback.Nothing("goes with the column"),
                        objects,
                        analysis,
                        tools)
                .map(backfill -> {
                    steps.addAll(backfill);
                    return steps;
                });
    }
}
