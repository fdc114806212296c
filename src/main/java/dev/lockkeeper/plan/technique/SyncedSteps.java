package dev.lockkeeper.plan.technique;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.TransactionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How every second column begins: added, written by a trigger, filled in batches.
 *
 * @param type of the second column, with its collation
 * @param body of the trigger's function
 * @param filling the UPDATE that fills old rows
 */
record SyncedSteps(
        SyncedColumn synced, String type, String addTitle, String triggerTitle, String body, String filling) {

    /** Empty where the old rows cannot be filled in batches. */
    Optional<List<StepDraft>> of(
            StatementEffects at, Set<String> objects, Analysis analysis, Reanalysis tools, String... notes) {
        StepDraft add = StepDraft.of(
                Phase.Kind.EXPAND,
                addTitle,
                TransactionMode.TRANSACTION,
                new Rollback.Undo(
                        List.of(synced.alter("DROP COLUMN IF EXISTS " + synced.quotedTwin())),
                        TransactionMode.TRANSACTION),
                objects,
                synced.alter("ADD COLUMN " + synced.quotedTwin() + " " + type));
        StepDraft write = StepDraft.of(
                        Phase.Kind.EXPAND,
                        triggerTitle,
                        TransactionMode.TRANSACTION,
                        new Rollback.Undo(synced.remove("sync_"), TransactionMode.TRANSACTION),
                        objects,
                        synced.install("sync_", body).toArray(String[]::new))
                .noting(notes);
        return BatchedBackfill.steps(
                        at,
                        synced.table(),
                        filling,
                        new Rollback.Nothing("goes with the new column"),
                        objects,
                        analysis,
                        tools)
                .map(fill -> {
                    List<StepDraft> steps = new ArrayList<>(List.of(add, write));
                    steps.addAll(fill);
                    return steps;
                });
    }

    /** Fills the twin where only the first column has a value. */
    static String filling(SyncedColumn synced) {
        return "UPDATE " + synced.table().name().sql() + " SET " + synced.quotedTwin() + " = " + synced.quoted()
                + " WHERE " + synced.quotedTwin() + " IS NULL AND " + synced.quoted() + " IS NOT NULL";
    }
}
