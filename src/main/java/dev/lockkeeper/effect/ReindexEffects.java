package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.indexLock;
import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.RelationStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** REINDEX of an index, a table, a schema; a partitioned table is gone through partition by partition from 14 on. */
final class ReindexEffects {
    private static final int PARTITIONED_SINCE = 14;

    private ReindexEffects() {}

    static List<Effect> of(RelationStatement.Reindex reindex, Situation at) {
        if (reindex.object().isEmpty()) {
            return List.of(new Effect.Unmodelled("REINDEX of a database"));
        }
        QualifiedName object = reindex.object().get();
        return switch (reindex.kind()) {
            case INDEX -> index(object, reindex, at);
            case TABLE -> table(object, reindex, at);
            case SCHEMA -> schema(object.name(), reindex, at);
            default -> List.of(new Effect.Unmodelled("REINDEX of a database"));
        };
    }

    private static List<Effect> index(QualifiedName name, RelationStatement.Reindex reindex, Situation at) {
        Optional<Index> index = at.catalog().index(name);
        if (index.isEmpty()) {
            return List.of(at.unknownRelation(name));
        }
        Optional<Table> table = at.table(index.get().table());
        if (table.filter(t -> t.kind() == Table.Kind.PARTITIONED).isPresent()) {
            return at.version().atLeast(PARTITIONED_SINCE)
                    ? partitioned(table.get(), reindex, at)
                    : List.of(new Effect.Refused("0A000", "REINDEX is not yet implemented for partitioned indexes"));
        }
        return rebuilt(index.get().table(), List.of(index.get()), reindex, 5);
    }

    private static List<Effect> table(QualifiedName name, RelationStatement.Reindex reindex, Situation at) {
        Optional<Table> table = at.table(name);
        if (table.isEmpty()) {
            return List.of(at.unknownRelation(name));
        }
        if (table.get().kind() == Table.Kind.PARTITIONED) {
            return at.version().atLeast(PARTITIONED_SINCE)
                    ? partitioned(table.get(), reindex, at)
                    : nothingDone(table.get(), reindex);
        }
        return rebuilt(table.get().name(), at.indexesOf(table.get().name()).toList(), reindex, 7);
    }

    /** Before 14 REINDEX of a partitioned table locks it, says a warning and rebuilds nothing. */
    private static List<Effect> nothingDone(Table table, RelationStatement.Reindex reindex) {
        List<Effect> effects = new ArrayList<>();
        effects.add(lock(table.name(), mode(reindex), "REINDEX"));
        if (reindex.concurrently()) {
            effects.add(new Effect.ForbiddenInTransaction("REINDEX CONCURRENTLY"));
        }
        return effects;
    }

    /** SHARE on every partition for a moment even with CONCURRENTLY: the list of partitions is made under it. */
    private static List<Effect> partitioned(Table table, RelationStatement.Reindex reindex, Situation at) {
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.ForbiddenInTransaction("REINDEX of a partitioned table or index"));
        effects.add(lock(table.name(), mode(reindex), "REINDEX"));
        for (Table each : at.withDescendants(table)) {
            if (!each.equals(table)) {
                effects.add(lock(each.name(), LockMode.SHARE, "the list of partitions is made under this lock"));
            }
            if (each.kind() == Table.Kind.PARTITIONED) {
                continue;
            }
            effects.addAll(rebuilt(each.name(), at.indexesOf(each.name()).toList(), reindex, 7));
        }
        return effects;
    }

    private static List<Effect> schema(String schema, RelationStatement.Reindex reindex, Situation at) {
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.ForbiddenInTransaction("REINDEX SCHEMA"));
        at.catalog()
                .tables()
                .filter(table -> table.name().schema().equals(schema) && table.kind() != Table.Kind.PARTITIONED)
                .forEach(table -> effects.addAll(
                        rebuilt(table.name(), at.indexesOf(table.name()).toList(), reindex, 7)));
        return effects;
    }

    private static LockMode mode(RelationStatement.Reindex reindex) {
        return reindex.concurrently() ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.SHARE;
    }

    private static List<Effect> rebuilt(
            QualifiedName table, List<Index> indexes, RelationStatement.Reindex reindex, int waits) {
        List<Effect> effects = new ArrayList<>();
        effects.add(lock(table, mode(reindex), "REINDEX"));
        for (Index index : indexes) {
            effects.add(indexLock(
                    index.name(),
                    LockMode.ACCESS_EXCLUSIVE,
                    reindex.concurrently()
                            ? "the swap at the end"
                            : "REINDEX: every query that plans on the table waits"));
            effects.add(new Effect.BuildsIndex(table, index.name().name(), reindex.concurrently()));
        }
        if (!indexes.isEmpty() || reindex.kind() == ObjectKind.TABLE) {
            effects.add(new Effect.ScansTable(table, Math.max(1, indexes.size()), "builds the index"));
        }
        if (reindex.concurrently()) {
            effects.add(new Effect.ForbiddenInTransaction("REINDEX CONCURRENTLY"));
            effects.add(new Effect.WaitsForOlderTransactions(table, waits));
        }
        return effects;
    }
}
