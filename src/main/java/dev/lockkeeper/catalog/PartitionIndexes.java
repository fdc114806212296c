package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ConstraintDefinition.Kind;
import java.util.Optional;

/** Every partition has an index for each of its parent's: one that fits and is there already, else a new one. */
final class PartitionIndexes {
    private final Replay replay;

    PartitionIndexes(Replay replay) {
        this.replay = replay;
    }

    /** The partitions below the table of this index, at every level, get it. */
    void below(QualifiedName index) {
        Index parent = replay.indexes.get(index);
        if (parent != null) {
            replay.before.partitionsOf(parent.table()).forEach(partition -> attach(parent, partition.name()));
        }
    }

    /** The partition gets an index like {@code parent}'s. */
    void attach(Index parent, QualifiedName partition) {
        if (replay.indexes.values().stream().anyMatch(index -> fits(index, parent, partition))) {
            return;
        }
        QualifiedName name = partition.sibling(name(parent, partition));
        boolean constraint = parent.constraint().isPresent();
        replay.indexes.put(
                name,
                new Index(
                        name,
                        partition,
                        parent.unique(),
                        parent.primary(),
                        parent.method(),
                        parent.keys(),
                        parent.where(),
                        true,
                        constraint ? Optional.of(name.name()) : Optional.empty(),
                        replay.origin,
                        parent.sql()));
        replay.liesLike(name, Optional.of(parent.name()));
        if (parent.primary()) {
            replay.tables.computeIfPresent(
                    partition,
                    (key, table) -> table.plusConstraint(new Constraint(
                            name.name(),
                            Kind.PRIMARY_KEY,
                            parent.leadingColumns(),
                            Optional.empty(),
                            Optional.empty(),
                            java.util.List.of(),
                            true,
                            true,
                            replay.origin,
                            "")));
        }
        below(name);
    }

    /** Whether the partition's index can serve as the parent's: then no new one is built. */
    public static boolean fits(Index index, Index parent, QualifiedName partition) {
        return index.table().equals(partition)
                && index.keys().equals(parent.keys())
                && index.method().equals(parent.method())
                && index.where().equals(parent.where())
                && index.unique() == parent.unique();
    }

    private String name(Index parent, QualifiedName partition) {
        String suffix = parent.primary() ? "pkey" : "key";
        String wanted = parent.primary()
                ? partition.name() + '_' + suffix
                : partition.name() + '_' + String.join("_", parent.leadingColumns()) + '_' + suffix;
        return parent.constraint().isPresent() && !replay.relationTaken(partition.sibling(wanted))
                ? wanted
                : DefaultNames.index(
                        partition.name(), parent.keys(), taken -> replay.relationTaken(partition.sibling(taken)));
    }
}
