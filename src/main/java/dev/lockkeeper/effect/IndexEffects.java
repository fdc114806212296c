package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.indexLock;
import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Building, dropping, renaming and rebuilding indexes (dryrun.md §5, measured on 12 to 18). */
final class IndexEffects {
    private IndexEffects() {}

    static List<Effect> create(RelationStatement.CreateIndex create, Situation at) {
        Optional<Table> found = at.table(create.table());
        if (found.isEmpty()) {
            return List.of(at.unknownRelation(create.table()));
        }
        Table table = found.get();
        List<Effect> effects = new ArrayList<>();
        String name = create.name().orElse("the new index");
        boolean partitioned = table.kind() == Table.Kind.PARTITIONED;
        if (create.name()
                .filter(n -> at.catalog().resolve(table.name().sibling(n)).isPresent())
                .isPresent()) {
            return taken(create, table);
        }
        if (create.keys().stream()
                .flatMap(key -> key.expression().stream())
                .anyMatch(expression -> Volatility.isKnownVolatile(expression, at.catalog()))) {
            effects.add(new Effect.Refused("42P17", "functions in index expression must be marked IMMUTABLE"));
        }
        if (partitioned && create.unique() && !coversKey(table, create)) {
            effects.add(new Effect.Refused(
                    "0A000", "unique constraint on partitioned table must include all partitioning columns"));
        }
        if (create.keys().stream()
                .flatMap(key -> key.column().stream())
                .flatMap(column -> table.column(column).stream())
                .anyMatch(column -> column.generated() == ColumnDefinition.GeneratedKind.VIRTUAL)) {
            effects.add(new Effect.Refused("0A000", "indexes on virtual generated columns are not supported"));
        }
        if (create.concurrently()) {
            effects.add(new Effect.ForbiddenInTransaction("CREATE INDEX CONCURRENTLY"));
            if (partitioned) {
                effects.add(new Effect.Refused(
                        "0A000",
                        "cannot create index on partitioned table \""
                                + table.name().name() + "\" concurrently"));
                return effects;
            }
            effects.add(lock(table.name(), LockMode.SHARE_UPDATE_EXCLUSIVE, "CREATE INDEX CONCURRENTLY"));
            effects.add(new Effect.WaitsForOlderTransactions(table.name(), 3));
            effects.add(new Effect.BuildsIndex(table.name(), name, true));
            effects.add(new Effect.ScansTable(table.name(), 2, "builds the index, then validates it"));
        } else {
            List<Table> tables = create.only() || !partitioned ? List.of(table) : at.withDescendants(table);
            for (Table each : tables) {
                effects.add(lock(each.name(), LockMode.SHARE, "CREATE INDEX"));
                if (each.kind() != Table.Kind.PARTITIONED && (each.equals(table) || !hasSame(each, create, at))) {
                    effects.add(new Effect.BuildsIndex(each.name(), name, false));
                    effects.add(new Effect.ScansTable(each.name(), 1, "builds the index"));
                }
            }
        }
        if (create.unique() && !table.created()) {
            List<String> columns = create.keys().stream()
                    .flatMap(key -> Stream.concat(
                            key.column().stream(), key.expression().stream().flatMap(e -> e.columns().stream())))
                    .distinct()
                    .sorted()
                    .toList();
            effects.add(ConstraintEffects.duplicates(
                    table,
                    columns,
                    create.name(),
                    Violations.duplicates(table, create.keys(), create.where(), create.nullsNotDistinct(), at)));
        }
        return effects;
    }

    private static List<Effect> taken(RelationStatement.CreateIndex create, Table table) {
        if (!create.ifNotExists()) {
            return List.of(
                    new Effect.Refused("42P07", "relation \"" + create.name().orElse("") + "\" already exists"));
        }
        LockMode mode = create.concurrently() ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.SHARE;
        List<Effect> effects = new ArrayList<>();
        effects.add(lock(table.name(), mode, "CREATE INDEX IF NOT EXISTS locks the table before it looks"));
        if (create.concurrently()) {
            effects.add(new Effect.ForbiddenInTransaction("CREATE INDEX CONCURRENTLY"));
        }
        return effects;
    }

    private static boolean coversKey(Table table, RelationStatement.CreateIndex create) {
        return table.columnsUnknown()
                || create.keys().stream()
                        .flatMap(key -> key.column().stream())
                        .toList()
                        .containsAll(table.partitionKey());
    }

    /** A partition that has such an index already keeps it: nothing is built there. */
    private static boolean hasSame(Table partition, RelationStatement.CreateIndex create, Situation at) {
        return at.indexesOf(partition.name())
                .anyMatch(index -> index.keys().equals(create.keys())
                        && index.method().equals(create.method())
                        && index.where().equals(create.where())
                        && index.unique() == create.unique());
    }

    static List<Effect> drop(QualifiedName name, ObjectStatement.Drop drop, Situation at) {
        Optional<Index> found = at.catalog().index(name);
        if (found.isEmpty()) {
            return drop.ifExists()
                    ? drop.concurrently()
                            ? List.of(new Effect.ForbiddenInTransaction("DROP INDEX CONCURRENTLY"))
                            : List.of()
                    : List.of(new Effect.Refused("42704", "index \"" + name + "\" does not exist"));
        }
        Index index = found.get();
        List<Effect> effects = new ArrayList<>();
        index.constraint()
                .ifPresent(constraint -> effects.add(new Effect.Refused(
                        "2BP01",
                        "cannot drop index " + name.display() + " because constraint " + constraint + " requires it")));
        Optional<Table> table = at.table(index.table()).filter(t -> t.kind() == Table.Kind.PARTITIONED);
        if (drop.concurrently()) {
            effects.add(new Effect.ForbiddenInTransaction("DROP INDEX CONCURRENTLY"));
            table.ifPresent(partitioned -> effects.add(new Effect.Refused(
                    "0A000", "cannot drop partitioned index \"" + index.name().name() + "\" concurrently")));
            effects.add(lock(index.table(), LockMode.SHARE_UPDATE_EXCLUSIVE, "DROP INDEX CONCURRENTLY"));
            effects.add(
                    indexLock(index.name(), LockMode.ACCESS_EXCLUSIVE, "at the end, when no query uses it any more"));
            effects.add(new Effect.WaitsForOlderTransactions(index.table(), 2));
        } else {
            at.table(index.table())
                    .flatMap(Table::partitionOf)
                    .filter(parent -> at.indexesOf(parent).anyMatch(of -> of.valid() && sameKeys(of, index)))
                    .ifPresent(parent -> effects.add(new Effect.Refused(
                            "2BP01",
                            "cannot drop index " + name.display() + " because the index of " + parent.display()
                                    + " requires it")));
            for (Table each : table.map(at::withDescendants).orElse(List.of())) {
                effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, "DROP INDEX of the partitioned table"));
            }
            effects.add(lock(index.table(), LockMode.ACCESS_EXCLUSIVE, "DROP INDEX"));
            effects.add(indexLock(index.name(), LockMode.ACCESS_EXCLUSIVE, "DROP INDEX"));
        }
        return effects;
    }

    static boolean sameKeys(Index one, Index other) {
        return one.keys().equals(other.keys())
                && one.method().equals(other.method())
                && one.where().equals(other.where())
                && one.unique() == other.unique();
    }

    static List<Effect> rename(ObjectStatement.Rename rename, Situation at) {
        QualifiedName name = rename.object();
        if (at.catalog().resolve(name).isEmpty() && at.known()) {
            return rename.ifExists() ? List.of() : List.of(at.unknownRelation(name));
        }
        LockMode mode = at.version().atLeast(12) ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE;
        return List.of(indexLock(at.resolve(name), mode, "ALTER INDEX RENAME"));
    }
}
