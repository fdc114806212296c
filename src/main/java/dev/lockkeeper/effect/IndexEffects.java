package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.indexLock;
import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Building, dropping, renaming and rebuilding indexes (dryrun.md §5, measured on 12 to 18). */
final class IndexEffects {
    private IndexEffects() {}

    static List<Effect> create(Statement.CreateIndex create, Situation at) {
        Optional<Table> found = at.table(create.table());
        if (found.isEmpty()) {
            return List.of(at.unknownRelation(create.table()));
        }
        Table table = found.get();
        List<Effect> effects = new ArrayList<>();
        String name = create.name().orElse("the new index");
        boolean partitioned = table.kind() == Table.Kind.PARTITIONED;
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
            }
            if (!create.only() || !partitioned) {
                for (Table each : tables) {
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

    static List<Effect> drop(QualifiedName name, Statement.Drop drop, Situation at) {
        Optional<Index> found = at.catalog().index(name);
        if (found.isEmpty()) {
            return drop.ifExists()
                    ? List.of()
                    : List.of(new Effect.Refused("42704", "index \"" + name + "\" does not exist"));
        }
        Index index = found.get();
        List<Effect> effects = new ArrayList<>();
        index.constraint()
                .ifPresent(constraint -> effects.add(new Effect.Refused(
                        "2BP01",
                        "cannot drop index " + name.display() + " because constraint " + constraint + " requires it")));
        if (drop.concurrently()) {
            effects.add(lock(index.table(), LockMode.SHARE_UPDATE_EXCLUSIVE, "DROP INDEX CONCURRENTLY"));
            effects.add(
                    indexLock(index.name(), LockMode.ACCESS_EXCLUSIVE, "at the end, when no query uses it any more"));
            effects.add(new Effect.ForbiddenInTransaction("DROP INDEX CONCURRENTLY"));
            effects.add(new Effect.WaitsForOlderTransactions(index.table(), 2));
        } else {
            effects.add(lock(index.table(), LockMode.ACCESS_EXCLUSIVE, "DROP INDEX"));
            effects.add(indexLock(index.name(), LockMode.ACCESS_EXCLUSIVE, "DROP INDEX"));
        }
        return effects;
    }

    static List<Effect> reindex(Statement.Reindex reindex, Situation at) {
        if (reindex.object().isEmpty() || !(reindex.kind() == ObjectKind.INDEX || reindex.kind() == ObjectKind.TABLE)) {
            return List.of(new Effect.Unmodelled("REINDEX of a schema or database"));
        }
        QualifiedName object = reindex.object().get();
        boolean single = reindex.kind() == ObjectKind.INDEX;
        Optional<QualifiedName> table = single
                ? at.catalog().index(object).map(Index::table)
                : at.table(object).map(Table::name);
        if (table.isEmpty()) {
            return List.of(at.unknownRelation(object));
        }
        List<Index> indexes = single
                ? at.catalog().index(object).stream().toList()
                : at.indexesOf(table.get()).toList();
        List<Effect> effects = new ArrayList<>();
        effects.add(lock(
                table.get(), reindex.concurrently() ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.SHARE, "REINDEX"));
        for (Index index : indexes) {
            effects.add(indexLock(
                    index.name(),
                    LockMode.ACCESS_EXCLUSIVE,
                    reindex.concurrently()
                            ? "the swap at the end"
                            : "REINDEX: every query that plans on the table waits"));
            effects.add(new Effect.BuildsIndex(table.get(), index.name().name(), reindex.concurrently()));
        }
        effects.add(new Effect.ScansTable(table.get(), Math.max(1, indexes.size()), "builds the index"));
        if (reindex.concurrently()) {
            effects.add(new Effect.ForbiddenInTransaction("REINDEX CONCURRENTLY"));
            effects.add(new Effect.WaitsForOlderTransactions(table.get(), single ? 5 : 7));
        }
        return effects;
    }

    static List<Effect> rename(QualifiedName name, Situation at) {
        LockMode mode = at.version().atLeast(12) ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE;
        return List.of(indexLock(at.resolve(name), mode, "ALTER INDEX RENAME"));
    }
}
