package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.PartitionBounds;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.AlterAction;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Before: {@code DETACH PARTITION p}, ACCESS EXCLUSIVE on the parent. After (14 and later, no default partition): DETACH …
 * CONCURRENTLY, alone and outside a transaction; the CHECK of its bounds that this leaves on the table goes afterwards.
 */
@AutoService(Technique.class)
public final class DetachConcurrently implements Technique {
    private static final int CONCURRENTLY = 14;

    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        Optional<SingleAction> single = SingleAction.of(at, analysis);
        if (single.isEmpty()
                || !(single.get().action() instanceof AlterAction.DetachPartition detach)
                || detach.concurrently()
                || detach.finishing()
                || !analysis.version().atLeast(CONCURRENTLY)) {
            return Optional.empty();
        }
        Table parent = single.get().table();
        QualifiedName partition = Names.resolve(at.before(), detach.partition());
        Optional<String> bound =
                at.before().table(partition).flatMap(Table::bound).flatMap(PartitionBounds::of);
        boolean another = at.before().partitionsOf(parent.name()).stream().anyMatch(Table::defaultPartition);
        boolean referenced = !at.before().foreignKeysTo(parent.name()).isEmpty();
        if (bound.isEmpty() || another || referenced || parent.partitionKey().size() != 1) {
            return Optional.empty();
        }
        String alter = "ALTER TABLE " + partition.sql() + " ";
        String check = Identifiers.quote(Identifiers.derive(
                partition.name() + "_" + parent.partitionKey().getFirst(), "_check"));
        Set<String> objects = Set.of(parent.name().toString(), partition.toString());
        return Optional.of(List.of(
                StepDraft.of(
                                Phase.Kind.CUTOVER,
                                "detach " + partition.display(),
                                TransactionMode.AUTOCOMMIT,
                                new Rollback.Undo(
                                        List.of(single.get()
                                                .alter("ATTACH PARTITION " + partition.sql() + " " + bound.get())),
                                        TransactionMode.TRANSACTION),
                                objects,
                                single.get().alter("DETACH PARTITION " + partition.sql() + " CONCURRENTLY"))
                        .noting("If it is interrupted the partition stays half detached: run "
                                + single.get().alter("DETACH PARTITION " + partition.sql() + " FINALIZE") + "."),
                StepDraft.of(
                        Phase.Kind.CUTOVER,
                        "drop the CHECK that detaching has left",
                        TransactionMode.TRANSACTION,
                        new Rollback.Nothing("attaching the partition again proves its bounds anew"),
                        objects,
                        alter + "DROP CONSTRAINT IF EXISTS " + check)));
    }
}
