package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
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
 * Before: {@code ALTER COLUMN c TYPE t}, a rewrite under ACCESS EXCLUSIVE. After: a shadow column of the new type,
 * written by a trigger, filled in batches, swapped in by two renames under one short lock; the old column is written
 * back by a second trigger until it is dropped, so that the swap can be taken back.
 */
@AutoService(Technique.class)
public final class ShadowColumn implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        Optional<SingleAction> single = SingleAction.of(at, analysis);
        if (single.isEmpty()
                || !(single.get().action() instanceof AlterAction.AlterType type)
                || !at.has(Effect.RewritesTable.class)
                || type.using().isPresent()) {
            return Optional.empty();
        }
        return SyncedColumn.of(at, single.get().table(), type.column(), Identifiers.derive(type.column(), "_new"))
                .filter(synced -> !synced.column().notNull())
                .flatMap(synced -> steps(at, synced, type, analysis, tools));
    }

    private static Optional<List<StepDraft>> steps(
            StatementEffects at, SyncedColumn synced, AlterAction.AlterType type, Analysis analysis, Reanalysis tools) {
        // Assigned, not cast: an explicit cast to varchar(n) would cut a value where ALTER … TYPE refuses it.
        String c = synced.quoted();
        String twin = synced.quotedTwin();
        String old = Identifiers.quote(Identifiers.derive(type.column(), "_old"));
        String newType = type.type().sql();
        Set<String> objects = Objects.of(at);
        String collation =
                type.collation().map(name -> " COLLATE \"" + name + '"').orElse("");
        List<String> forward = synced.install("sync_", "  NEW." + twin + " := NEW." + c + ";");
        Optional<List<StepDraft>> begin = new SyncedSteps(
                        synced,
                        newType + collation,
                        "add a column of the new type",
                        "write it with every change",
                        "  NEW." + twin + " := NEW." + c + ";",
                        SyncedSteps.filling(synced))
                .of(at, objects, analysis, tools);
        if (begin.isEmpty()) {
            return Optional.empty();
        }
        List<StepDraft> steps = new ArrayList<>(begin.get());
        List<String> swap = new ArrayList<>(synced.remove("sync_"));
        swap.add(synced.alter("RENAME COLUMN " + c + " TO " + old));
        swap.add(synced.alter("RENAME COLUMN " + twin + " TO " + c));
        String back = "  BEGIN\n    NEW." + old + " := NEW." + c + "::"
                + synced.column().type().sql() + ";\n  EXCEPTION WHEN data_exception THEN\n    NEW." + old
                + " := NULL;\n  END;";
        swap.addAll(synced.install("back_", back));
        List<String> unswap = new ArrayList<>(synced.remove("back_"));
        unswap.add(synced.alter("RENAME COLUMN " + c + " TO " + twin));
        unswap.add(synced.alter("RENAME COLUMN " + old + " TO " + c));
        unswap.addAll(forward);
        steps.add(StepDraft.of(
                        Phase.Kind.CUTOVER,
                        "swap the columns",
                        TransactionMode.TRANSACTION,
                        new Rollback.Undo(unswap, TransactionMode.TRANSACTION),
                        objects,
                        swap.toArray(String[]::new))
                .noting(
                        "Prepared statements that read the column fail once with 0A000 (cached plan must not change result type) and are planned again.",
                        "Values that the old type cannot hold are NULL in the old column from here on."));
        List<String> contract = new ArrayList<>(synced.remove("back_"));
        contract.add(synced.alter("DROP COLUMN " + old));
        steps.add(StepDraft.of(
                        Phase.Kind.CONTRACT,
                        "drop the column of the old type",
                        TransactionMode.TRANSACTION,
                        new Rollback.Irreversible("the column of the old type; its values live on in the new one"),
                        objects,
                        contract.toArray(String[]::new))
                .after("The new type has been in use long enough that nobody wants to go back."));
        return Optional.of(steps);
    }
}
