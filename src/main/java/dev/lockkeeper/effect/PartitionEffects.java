package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.indexLock;
import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.PartitionBound;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Partitions coming and going (docs/measured-locks.md, sections "partitions" and after, measured on 12 to 18). */
final class PartitionEffects {
    private PartitionEffects() {}

    static List<Effect> attach(Table parent, AlterAction.AttachPartition attach, Situation at) {
        List<Effect> effects = new ArrayList<>();
        Optional<Table> found = at.table(attach.partition());
        if (found.isEmpty()) {
            effects.add(at.unknownRelation(attach.partition()));
        }
        LockMode onParent = at.version().atLeast(12) ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE;
        QualifiedName partition = at.resolve(attach.partition());
        effects.add(lock(parent.name(), onParent, "ATTACH PARTITION"));
        effects.add(lock(partition, LockMode.ACCESS_EXCLUSIVE, "the attached table"));
        refused(parent, attach.bound(), true, at).ifPresent(effects::add);
        PartitionProof proof = new PartitionProof(parent, attach.bound());
        if (found.filter(proof::impliedBy).isEmpty()) {
            List<QualifiedName> scanned = found.isEmpty()
                    ? List.of(partition)
                    : at.withAll().withFiles(found.get()).stream()
                            .filter(each -> !proof.impliedBy(each))
                            .map(Table::name)
                            .toList();
            scanned.forEach(each -> effects.add(
                    new Effect.ScansTable(each, 1, "checks that each row belongs there: no CHECK proves it")));
            effects.add(new Effect.FailsOnData(
                    partition,
                    parent.partitionKey(),
                    "23514",
                    "partition constraint of relation \"" + partition.name() + "\" is violated by some row",
                    false,
                    Optional.empty()));
        }
        // Its own partitions are attached with it.
        found.map(at.withAll()::withDescendants)
                .orElse(List.of())
                .forEach(each -> effects.add(
                        lock(each.name(), LockMode.ACCESS_EXCLUSIVE, "is attached with the table above it")));
        boolean builds = at.indexesOf(parent.name())
                .filter(Index::valid)
                .anyMatch(index -> at.indexesOf(partition).noneMatch(own -> IndexEffects.sameKeys(own, index)));
        if (builds) {
            effects.add(new Effect.BuildsIndex(partition, "the parent's indexes", false));
            effects.add(new Effect.ScansTable(partition, 1, "the parent's indexes are built"));
        }
        if (!attach.defaultPartition()) {
            defaultPartition(parent, attach.bound(), at, effects, "ATTACH PARTITION");
        }
        keys(parent, true, at, effects);
        return effects;
    }

    /** Why the parent cannot have a partition of these bounds. */
    static Optional<Effect> refused(Table parent, PartitionBound bound, boolean attached, Situation at) {
        if (parent.kind() != Table.Kind.PARTITIONED) {
            String state = attached && at.version().atLeast(18) ? "42809" : "42P17";
            return at.known()
                    ? Optional.of(new Effect.Refused(state, "\"" + parent.name().name() + "\" is not partitioned"))
                    : Optional.empty();
        }
        return new KeyBounds(parent).refused(bound, at.catalog().partitionsOf(parent.name()));
    }

    /** A new partition takes part in the foreign keys of its parent, from both sides. */
    static void keys(Table parent, boolean hasRows, Situation at, List<Effect> effects) {
        for (Constraint constraint : parent.constraints()) {
            constraint.references().ifPresent(target -> {
                effects.add(lock(target, LockMode.SHARE_ROW_EXCLUSIVE, "the partition's foreign key references it"));
                if (hasRows) {
                    effects.add(new Effect.ScansTable(target, 1, "is joined with the partition's rows"));
                }
            });
        }
        // Before 15 the referencing table was only looked at.
        LockMode mode = at.version().atLeast(15) ? LockMode.SHARE_ROW_EXCLUSIVE : LockMode.ACCESS_SHARE;
        at.catalog()
                .foreignKeysTo(parent.name())
                .forEach(reference ->
                        effects.add(lock(reference.table(), mode, "its foreign key references the new partition too")));
    }

    static List<Effect> detach(Table parent, AlterAction.DetachPartition detach, Situation at) {
        QualifiedName partition = at.resolve(detach.partition());
        Optional<Table> found = at.table(partition);
        if (found.flatMap(Table::partitionOf).filter(parent.name()::equals).isEmpty() && at.known()) {
            return List.of(new Effect.Refused(
                    "42P01",
                    "relation \"" + partition.name() + "\" is not a partition of relation \""
                            + parent.name().name() + '"'));
        }
        if (detach.finishing()) {
            return List.of(
                    lock(parent.name(), LockMode.SHARE_UPDATE_EXCLUSIVE, "DETACH PARTITION FINALIZE"),
                    lock(partition, LockMode.ACCESS_EXCLUSIVE, "the detached table"),
                    new Effect.FailsOnData(
                            partition,
                            List.of(),
                            "55000",
                            "no DETACH CONCURRENTLY was left unfinished",
                            false,
                            Optional.empty()));
        }
        Optional<Table> other = at.childrenOf(parent.name()).stream()
                .filter(Table::defaultPartition)
                .findFirst();
        if (detach.concurrently()) {
            List<Effect> effects = new ArrayList<>(List.of(
                    lock(parent.name(), LockMode.SHARE_UPDATE_EXCLUSIVE, "DETACH PARTITION CONCURRENTLY"),
                    lock(partition, LockMode.ACCESS_EXCLUSIVE, "the detached table, at the end"),
                    new Effect.ForbiddenInTransaction("ALTER TABLE … DETACH CONCURRENTLY"),
                    new Effect.WaitsForOlderTransactions(parent.name(), 1)));
            other.ifPresent(table -> effects.add(new Effect.Refused(
                    "55000", "cannot detach partitions concurrently when a default partition exists")));
            return effects;
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(lock(parent.name(), LockMode.ACCESS_EXCLUSIVE, "DETACH PARTITION"));
        LockMode onPartition = at.version().atLeast(14) ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_UPDATE_EXCLUSIVE;
        effects.add(lock(partition, onPartition, "the detached table"));
        found.map(at::withDescendants).orElse(List.of()).stream()
                .filter(each -> !each.name().equals(partition))
                .forEach(each ->
                        effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, "is detached with its parent")));
        other.ifPresent(table ->
                effects.add(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "the default partition's bounds change")));
        at.indexesOf(partition)
                .filter(index ->
                        at.indexesOf(parent.name()).anyMatch(of -> of.valid() && IndexEffects.sameKeys(of, index)))
                .forEach(index -> effects.add(
                        indexLock(index.name(), LockMode.ACCESS_EXCLUSIVE, "is detached from the parent's index")));
        detachedKeys(parent, partition, at, effects);
        return effects;
    }

    /** The partition keeps a key of its own; who references the parent is searched for rows of the partition. */
    private static void detachedKeys(Table parent, QualifiedName partition, Situation at, List<Effect> effects) {
        for (Constraint constraint : parent.constraints()) {
            constraint
                    .references()
                    .ifPresent(target -> effects.add(lock(
                            target, LockMode.SHARE_ROW_EXCLUSIVE, "the detached table keeps its own foreign key")));
        }
        for (Catalog.Reference reference : at.catalog().foreignKeysTo(parent.name())) {
            effects.add(
                    lock(reference.table(), LockMode.ACCESS_EXCLUSIVE, "its rows must not reference the partition"));
            effects.add(lock(partition, LockMode.ACCESS_EXCLUSIVE, "its rows must not be referenced"));
            effects.add(new Effect.ScansTable(reference.table(), 1, "looks for rows that reference the partition"));
            effects.add(new Effect.FailsOnData(
                    reference.table(),
                    reference.constraint().columns(),
                    "23503",
                    "removing partition \"" + partition.name() + "\" violates foreign key constraint \""
                            + reference.constraint().name() + '"',
                    false,
                    Optional.empty()));
        }
    }

    /** A new partition makes the default partition prove that it holds none of the new one's rows: by CHECKs, or row by row. */
    static void defaultPartition(
            Table parent, PartitionBound bound, Situation at, List<Effect> effects, String command) {
        PartitionProof proof = new PartitionProof(parent, bound);
        Optional<Table> found = at.childrenOf(parent.name()).stream()
                .filter(Table::defaultPartition)
                .findFirst();
        if (found.isEmpty()) {
            return;
        }
        Table table = found.get();
        String why = "the default partition at " + command;
        effects.add(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, why));
        if (proof.excludedFrom(table)) {
            return;
        }
        at.withDescendants(table).forEach(each -> effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, why)));
        for (Table each : at.withFiles(table)) {
            if (!proof.excludedFrom(each)) {
                effects.add(new Effect.ScansTable(each.name(), 1, "looks for rows of the new partition"));
            }
        }
        effects.add(new Effect.FailsOnData(
                table.name(),
                parent.partitionKey(),
                "23514",
                "updated partition constraint for default partition \""
                        + table.name().name() + "\" would be violated by some row",
                false,
                Optional.empty()));
    }
}
