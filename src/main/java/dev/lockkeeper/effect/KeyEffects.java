package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.indexLock;
import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.sql.ConstraintDefinition;
import java.util.List;
import java.util.Optional;

/** {@code ADD PRIMARY KEY} and {@code ADD UNIQUE}, with an index of their own or one that is there. */
final class KeyEffects {
    private KeyEffects() {}

    static void added(List<Effect> effects, Table table, ConstraintDefinition constraint, Situation at) {
        boolean primary = constraint.kind() == ConstraintDefinition.Kind.PRIMARY_KEY;
        locks(effects, table, constraint, at);
        if (primary && table.primaryKey().isPresent()) {
            effects.add(new Effect.Refused(
                    "42P16", "multiple primary keys for table \"" + table.name().name() + "\" are not allowed"));
        }
        List<String> columns = constraint.columns();
        if (constraint.index().isPresent()) {
            columns = usingIndex(effects, table, constraint.index().get(), at);
        } else {
            if (!columns.containsAll(table.partitionKey())) {
                effects.add(new Effect.Refused(
                        "0A000", "unique constraint on partitioned table must include all partitioning columns"));
            }
            built(effects, table, constraint, at);
        }
        if (primary) {
            columns.stream()
                    .filter(column -> !table.provenNotNull(column))
                    .forEach(column -> at.withFiles(table)
                            .forEach(each -> effects.addAll(ConstraintEffects.nullScan(each, column, at))));
        }
    }

    /** Before 18 partitions are only locked as for CREATE INDEX, and inheritance children not at all. */
    private static void locks(List<Effect> effects, Table table, ConstraintDefinition constraint, Situation at) {
        String command = constraint.kind() == ConstraintDefinition.Kind.PRIMARY_KEY ? "ADD PRIMARY KEY" : "ADD UNIQUE";
        effects.add(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, command));
        boolean all = at.version().atLeast(18);
        boolean partitioned = table.kind() == Table.Kind.PARTITIONED;
        boolean notNull = constraint.kind() == ConstraintDefinition.Kind.PRIMARY_KEY
                && !constraint.columns().stream().allMatch(table::provenNotNull);
        for (Table each : at.withDescendants(table)) {
            if (!each.equals(table) && (all || partitioned || notNull)) {
                effects.add(lock(each.name(), all || notNull ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE, command));
            }
        }
    }

    private static List<String> usingIndex(List<Effect> effects, Table table, String name, Situation at) {
        Optional<Index> found = at.indexesOf(table.name())
                .filter(index -> index.name().name().equals(name))
                .findFirst();
        effects.add(indexLock(
                table.name().sibling(name), LockMode.SHARE_UPDATE_EXCLUSIVE, "becomes the constraint's index"));
        if (found.isEmpty() && at.known()) {
            effects.add(new Effect.Refused("42704", "index \"" + name + "\" does not exist"));
        }
        found.filter(index -> !index.unique()
                        || index.where().isPresent()
                        || index.leadingColumns().size() != index.keys().size())
                .ifPresent(index -> effects.add(new Effect.Refused(
                        "42809", "\"" + name + "\" is not a plain unique index: a constraint cannot use it")));
        return found.map(Index::leadingColumns).orElse(List.of());
    }

    private static void built(List<Effect> effects, Table table, ConstraintDefinition constraint, Situation at) {
        List<String> columns = constraint.columns();
        boolean partitioned = table.kind() == Table.Kind.PARTITIONED;
        for (Table each : partitioned ? at.withFiles(table) : List.of(table)) {
            effects.add(new Effect.BuildsIndex(each.name(), constraint.name().orElse("the constraint's index"), false));
            effects.add(new Effect.ScansTable(each.name(), 1, "builds the index"));
        }
        boolean nullsEqual = ConstraintDefinition.says(constraint.sql(), "NULLS NOT DISTINCT");
        effects.add(ConstraintEffects.duplicates(
                table,
                columns,
                constraint.name(),
                Violations.duplicates(table, Violations.keys(columns), Optional.empty(), nullsEqual, at)));
    }
}
