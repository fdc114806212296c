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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Before: {@code ADD COLUMN n bigserial}, or {@code … GENERATED … AS IDENTITY}, each a rewrite under ACCESS EXCLUSIVE.
 * After: the bare column, a sequence that numbers new rows, the old ones numbered in batches, NOT NULL proven; a serial
 * column then has all it needs, an identity takes the numbering over in one short transaction.
 */
@AutoService(Technique.class)
public final class AddColumnWithSequence implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        Optional<SingleAction> single = SingleAction.of(at, analysis);
        if (single.isEmpty()
                || !(single.get().action() instanceof AlterAction.AddColumn add)
                || !(add.column().identity() || add.column().type().serial())
                || !at.has(Effect.RewritesTable.class)
                || single.get().table().kind() != Table.Kind.TABLE) {
            return Optional.empty();
        }
        return Numbering.of(at, analysis, single.get(), add.column())
                .flatMap(numbering -> steps(at, single.get(), add.column(), numbering, analysis, tools));
    }

    private static Optional<List<StepDraft>> steps(
            StatementEffects at,
            SingleAction single,
            ColumnDefinition column,
            Numbering numbering,
            Analysis analysis,
            Reanalysis tools) {
        Set<String> objects = Set.of(single.column(column.name()));
        String name = Identifiers.quote(column.name());
        List<StepDraft> steps = new ArrayList<>();
        steps.add(StepDraft.of(
                Phase.Kind.EXPAND,
                "add column " + column.name(),
                TransactionMode.TRANSACTION,
                new Rollback.Undo(List.of(single.alter("DROP COLUMN IF EXISTS " + name)), TransactionMode.TRANSACTION),
                objects,
                single.alter("ADD COLUMN " + name + " " + numbering.type())));
        steps.add(
                StepDraft.of(
                                Phase.Kind.EXPAND,
                                "number new rows",
                                TransactionMode.TRANSACTION,
                                new Rollback.Undo(numbering.stop(), TransactionMode.TRANSACTION),
                                objects,
                                numbering.start().toArray(String[]::new))
                        .noting(
                                "A role that inserts rows but does not own the table needs USAGE on the sequence: grant it in this file, as for any serial column."));
        Optional<List<StepDraft>> fill = BatchedBackfill.steps(
                at,
                single.whileFilling(),
                "UPDATE " + single.table().name().sql() + " SET " + name + " = " + numbering.next() + " WHERE " + name
                        + " IS NULL",
                new Rollback.Nothing("goes with the column"),
                objects,
                analysis,
                tools);
        Optional<List<StepDraft>> constraints = InlineConstraints.steps(at, single, column);
        if (fill.isEmpty() || constraints.isEmpty()) {
            return Optional.empty();
        }
        steps.addAll(fill.get());
        steps.addAll(NotNullViaCheck.steps(single.table(), column.name(), objects));
        if (column.identity()) {
            steps.add(StepDraft.of(
                    Phase.Kind.CUTOVER,
                    "hand the numbering over to the identity",
                    TransactionMode.TRANSACTION,
                    new Rollback.Undo(numbering.handBack(), TransactionMode.TRANSACTION),
                    objects,
                    numbering.handOver().toArray(String[]::new)));
        }
        steps.addAll(constraints.get());
        return Optional.of(steps);
    }
}
