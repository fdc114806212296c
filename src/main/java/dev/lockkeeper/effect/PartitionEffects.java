package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import java.util.ArrayList;
import java.util.List;

/** Partitions coming and going (dryrun.md §5, measured on 12 to 18). */
final class PartitionEffects {
    private PartitionEffects() {}

    static List<Effect> attach(Table parent, AlterAction.AttachPartition attach, Situation at) {
        List<Effect> effects = new ArrayList<>();
        LockMode onParent = at.version().atLeast(12) ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE;
        QualifiedName partition = at.resolve(attach.partition());
        effects.add(lock(parent.name(), onParent, "ATTACH PARTITION"));
        effects.add(lock(partition, LockMode.ACCESS_EXCLUSIVE, "the attached table"));
        effects.add(
                new Effect.ScansTable(partition, 1, "checks that each row belongs there, unless a CHECK proves it"));
        defaultPartition(parent, at, effects, "ATTACH PARTITION");
        return effects;
    }

    static List<Effect> detach(Table parent, AlterAction.DetachPartition detach, Situation at) {
        QualifiedName partition = at.resolve(detach.partition());
        if (detach.finishing()) {
            return List.of(new Effect.Unmodelled("DETACH PARTITION … FINALIZE"));
        }
        if (detach.concurrently()) {
            return List.of(
                    lock(parent.name(), LockMode.SHARE_UPDATE_EXCLUSIVE, "DETACH PARTITION CONCURRENTLY"),
                    lock(partition, LockMode.ACCESS_EXCLUSIVE, "the detached table, at the end"),
                    new Effect.ForbiddenInTransaction("ALTER TABLE … DETACH CONCURRENTLY"),
                    new Effect.WaitsForOlderTransactions(parent.name(), 1));
        }
        LockMode onPartition = at.version().atLeast(14) ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_UPDATE_EXCLUSIVE;
        return List.of(
                lock(parent.name(), LockMode.ACCESS_EXCLUSIVE, "DETACH PARTITION"),
                lock(partition, onPartition, "the detached table"));
    }

    /** A new partition makes the default partition prove that it holds none of the new one's rows. */
    static void defaultPartition(Table parent, Situation at, List<Effect> effects, String command) {
        at.childrenOf(parent.name()).stream().filter(Table::defaultPartition).forEach(table -> {
            effects.add(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "the default partition at " + command));
            effects.add(new Effect.ScansTable(table.name(), 1, "looks for rows of the new partition"));
        });
    }
}
