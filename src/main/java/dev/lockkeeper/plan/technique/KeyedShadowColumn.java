package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Sequence;
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
 * Before: {@code ALTER COLUMN id TYPE bigint} of a column with NOT NULL, a default, keys, indexes or foreign keys to it, or
 * with USING:
 * a rewrite of table and indexes under ACCESS EXCLUSIVE. After: a column of the new type, written by a trigger and
 * filled in batches; NOT NULL proven, every index, key and foreign key built beside the old one online; then one short
 * transaction drops the old column and gives the new ones its names. From there there is no way back.
 */
@AutoService(Technique.class)
public final class KeyedShadowColumn implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        Optional<SingleAction> single = SingleAction.of(at, analysis);
        if (single.isEmpty()
                || !(single.get().action() instanceof AlterAction.AlterType type)
                || !at.has(Effect.RewritesTable.class)
                || type.using().map(using -> using.subquery()).orElse(false)) {
            return Optional.empty();
        }
        return SyncedColumn.keyed(at, single.get().table(), type.column(), Identifiers.derive(type.column(), "_new"))
                .flatMap(synced -> ColumnTwins.of(at.before(), synced)
                        .flatMap(twins -> steps(at, synced, twins, type, analysis, tools)));
    }

    /** After the technique that can be taken back, which plain columns get. */
    @Override
    public int order() {
        return 110;
    }

    private static Optional<List<StepDraft>> steps(
            StatementEffects at,
            SyncedColumn synced,
            ColumnTwins twins,
            AlterAction.AlterType type,
            Analysis analysis,
            Reanalysis tools) {
        String c = synced.quoted();
        String twin = synced.quotedTwin();
        Set<String> objects = Objects.of(at);
        String collation =
                type.collation().map(name -> " COLLATE \"" + name + '"').orElse("");
        String ofNewRow = type.using()
                .map(using -> ColumnInText.ofNewRow(using.sql(), synced.table()))
                .orElse("NEW." + c);
        // Assigned, not cast: an explicit cast to varchar(n) would cut a value where ALTER … TYPE refuses it.
        Optional<List<StepDraft>> begin = new SyncedSteps(
                        synced,
                        type.type().sql() + collation,
                        "add a column of the new type",
                        "write it with every change",
                        "  NEW." + twin + " := " + ofNewRow + ";",
                        filling(synced, type))
                .of(
                        at,
                        objects,
                        analysis,
                        tools,
                        "From here on a write fails whose value the new type refuses, as it would after the change.");
        if (begin.isEmpty()) {
            return Optional.empty();
        }
        List<StepDraft> steps = new ArrayList<>(begin.get());
        if (synced.column().notNull()) {
            steps.addAll(NotNullViaCheck.steps(synced.table(), synced.twin(), objects));
        }
        steps.addAll(twins.build(objects));
        List<String> contract = new ArrayList<>(synced.remove("sync_"));
        contract.addAll(twins.release(synced.sequence(at.before()).map(Sequence::name)));
        contract.add(synced.alter("DROP COLUMN " + c));
        contract.add(synced.alter("RENAME COLUMN " + twin + " TO " + c));
        contract.addAll(twins.take(synced.sequence(at.before()).map(Sequence::name)));
        if (synced.column().notNull() && analysis.version().atLeast(18)) {
            contract.add(synced.alter("RENAME CONSTRAINT " + synced.notNullName(synced.twin()) + " TO "
                    + synced.notNullName(synced.column().name())));
        }
        steps.add(
                StepDraft.of(
                                Phase.Kind.CONTRACT,
                                "swap the columns and drop the old one",
                                TransactionMode.TRANSACTION,
                                new Rollback.Irreversible(
                                        "the column of the old type; its values live on in the new one"),
                                objects,
                                contract.toArray(String[]::new))
                        .after("All running code reads and writes values of the new type of "
                                + synced.column().name() + ".")
                        .noting(
                                "Prepared statements that read the column fail once with 0A000 (cached plan must not change result type) and are planned again."));
        return Optional.of(steps);
    }

    /** USING may make something of NULL. */
    private static String filling(SyncedColumn synced, AlterAction.AlterType type) {
        return type.using()
                .map(using -> "UPDATE " + synced.table().name().sql() + " SET " + synced.quotedTwin() + " = ("
                        + using.sql() + ") WHERE " + synced.quotedTwin() + " IS NULL")
                .orElseGet(() -> SyncedSteps.filling(synced));
    }
}
