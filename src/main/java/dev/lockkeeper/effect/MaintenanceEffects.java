package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.catalog.TableTie;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.RelationStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** VACUUM, ANALYZE and CLUSTER; partitioned tables are gone through partition by partition. */
final class MaintenanceEffects {
    private MaintenanceEffects() {}

    static List<Effect> vacuum(RelationStatement.Vacuum vacuum, Situation at) {
        if (vacuum.columns() && !vacuum.analyze()) {
            return List.of(
                    new Effect.Refused("0A000", "ANALYZE option must be specified when a column list is provided"));
        }
        List<Effect> effects = new ArrayList<>();
        if (vacuum.vacuum()) {
            effects.add(new Effect.ForbiddenInTransaction("VACUUM"));
        }
        List<QualifiedName> tables = vacuum.tables().isEmpty()
                ? at.catalog().tables().map(Table::name).toList()
                : vacuum.tables();
        tables.forEach(name -> effects.addAll(vacuumed(name, vacuum, at)));
        return effects;
    }

    private static List<Effect> vacuumed(QualifiedName name, RelationStatement.Vacuum vacuum, Situation at) {
        Optional<Table> found = at.table(name);
        if (found.isEmpty()) {
            return List.of(at.unknownRelation(name));
        }
        Table table = found.get();
        // Partitions always; inheritance children are vacuumed too from 18 on, before they are only sampled.
        boolean everywhere =
                table.kind() == Table.Kind.PARTITIONED || at.version().atLeast(18);
        List<Effect> effects = new ArrayList<>();
        LockMode mode = vacuum.full() ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_UPDATE_EXCLUSIVE;
        for (Table each : at.withDescendants(table)) {
            boolean named = each.equals(table);
            if (named || everywhere) {
                effects.add(lock(each.name(), mode, vacuum.vacuum() ? "VACUUM" : "ANALYZE"));
                if (vacuum.full() && each.kind() != Table.Kind.PARTITIONED) {
                    effects.add(new Effect.RewritesTable(each.name(), "VACUUM FULL writes a new file"));
                }
            } else if (vacuum.analyze()) {
                effects.add(lock(each.name(), LockMode.ACCESS_SHARE, "ANALYZE samples the children"));
            }
        }
        return effects;
    }

    static List<Effect> cluster(RelationStatement.Cluster cluster, Situation at) {
        if (cluster.table().isEmpty() || at.table(cluster.table().get()).isEmpty()) {
            return List.of(new Effect.Unmodelled("CLUSTER of every table"));
        }
        Table table = at.table(cluster.table().get()).orElseThrow();
        boolean partitioned = table.kind() == Table.Kind.PARTITIONED;
        boolean never = cluster.index().isEmpty()
                && at.catalog()
                        .tiesOf(table.name(), TableTie.Kind.CLUSTERED_INDEX)
                        .findAny()
                        .isEmpty();
        if (never && at.known()) {
            return List.of(new Effect.Refused(
                    "42704",
                    "there is no previously clustered index for table \""
                            + table.name().name() + '"'));
        }
        if (partitioned && !at.version().atLeast(15)) {
            return List.of(new Effect.Refused("0A000", "cannot cluster a partitioned table before PostgreSQL 15"));
        }
        List<Effect> effects = new ArrayList<>();
        if (partitioned) {
            effects.add(new Effect.ForbiddenInTransaction("CLUSTER of a partitioned table"));
        }
        for (Table each : partitioned ? at.withDescendants(table) : List.of(table)) {
            effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, "CLUSTER"));
            if (each.kind() != Table.Kind.PARTITIONED) {
                effects.add(new Effect.RewritesTable(each.name(), "CLUSTER writes the table in index order"));
                effects.add(new Effect.ScansTable(each.name(), 1, "every row is written anew"));
            }
        }
        return effects;
    }
}
