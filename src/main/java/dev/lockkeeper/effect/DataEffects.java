package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** INSERT, UPDATE, DELETE and queries: weak table locks, row locks on what they write, the keys they look up. */
final class DataEffects {
    private DataEffects() {}

    static List<Effect> update(Statement.Update update, Situation at) {
        Optional<Table> found = at.table(update.table());
        if (found.isEmpty()) {
            return List.of(at.unknownRelation(update.table()));
        }
        List<Effect> effects = written(found.get(), "UPDATE", update.reads(), at);
        for (String column : update.columns()) {
            if (found.get().column(column).isEmpty() && !found.get().columnsUnknown()) {
                effects.add(AlterTableEffects.unknownColumn(found.get(), column));
            }
        }
        keysLookedUp(found.get(), update.columns(), at, effects);
        referencingTables(found.get(), at, effects);
        effects.add(RowEstimate.of(found.get(), update.alias(), update.where(), update.whole(), "UPDATE", at));
        effects.addAll(BodyEffects.ofTriggers(found.get(), at));
        scan(found.get(), effects);
        return effects;
    }

    static List<Effect> delete(Statement.Delete delete, Situation at) {
        Optional<Table> found = at.table(delete.table());
        if (found.isEmpty()) {
            return List.of(at.unknownRelation(delete.table()));
        }
        List<Effect> effects = written(found.get(), "DELETE", delete.reads(), at);
        referencingTables(found.get(), at, effects);
        effects.add(RowEstimate.of(found.get(), delete.alias(), delete.where(), delete.whole(), "DELETE", at));
        effects.add(new Effect.DestroysData(
                found.get().name(),
                Optional.empty(),
                "the deleted rows of " + found.get().name().display()));
        effects.addAll(BodyEffects.ofTriggers(found.get(), at));
        scan(found.get(), effects);
        return effects;
    }

    static List<Effect> insert(Statement.Insert insert, Situation at) {
        Optional<Table> found = at.table(insert.table());
        if (found.isEmpty()) {
            return List.of(at.unknownRelation(insert.table()));
        }
        List<Effect> effects = written(found.get(), "INSERT", insert.reads(), at);
        List<String> columns =
                found.get().columns().stream().map(column -> column.name()).toList();
        keysLookedUp(found.get(), columns, at, effects);
        effects.add(new Effect.WritesRows(
                found.get().name(),
                insert.rows() > 0 ? java.util.OptionalLong.of(insert.rows()) : java.util.OptionalLong.empty(),
                false,
                "INSERT"));
        effects.addAll(BodyEffects.ofTriggers(found.get(), at));
        return effects;
    }

    static List<Effect> reads(List<QualifiedName> tables, boolean locksRows, Situation at) {
        List<Effect> effects = new ArrayList<>();
        for (QualifiedName name : tables) {
            if (at.catalog().resolve(name).isEmpty() && !system(name)) {
                effects.add(at.unknownRelation(name));
            }
            effects.add(lock(at.resolve(name), locksRows ? LockMode.ROW_SHARE : LockMode.ACCESS_SHARE, "is read"));
        }
        return effects;
    }

    private static boolean system(QualifiedName name) {
        return name.schema().equals("pg_catalog")
                || name.schema().equals("information_schema")
                || (!name.hasSchema() && name.name().startsWith("pg_"));
    }

    private static List<Effect> written(Table table, String command, List<QualifiedName> reads, Situation at) {
        List<Effect> effects = new ArrayList<>();
        for (Table each : at.withDescendants(table)) {
            effects.add(lock(each.name(), LockMode.ROW_EXCLUSIVE, command));
            effects.add(lock(each.name(), LockMode.ACCESS_SHARE, command + " reads it too"));
        }
        effects.addAll(reads(reads, false, at));
        return effects;
    }

    /** A written foreign key column looks up its parent: ROW SHARE there, and the row is locked FOR KEY SHARE. */
    private static void keysLookedUp(Table table, List<String> columns, Situation at, List<Effect> effects) {
        for (Constraint constraint : table.constraints()) {
            boolean touched = constraint.kind() == ConstraintDefinition.Kind.FOREIGN_KEY
                    && constraint.columns().stream().anyMatch(columns::contains);
            if (touched) {
                QualifiedName target = at.resolve(constraint.references().orElse(table.name()));
                effects.add(lock(target, LockMode.ROW_SHARE, "the foreign key's parent row is looked up"));
            }
        }
    }

    /** Changing or deleting a parent row looks for its children, or changes them by ON DELETE and ON UPDATE. */
    private static void referencingTables(Table table, Situation at, List<Effect> effects) {
        at.catalog().foreignKeysTo(table.name()).forEach(reference -> {
            effects.add(
                    lock(reference.table(), LockMode.ROW_SHARE, "rows that reference the changed row are looked up"));
            effects.add(
                    lock(reference.table(), LockMode.ROW_EXCLUSIVE, "ON DELETE or ON UPDATE changes referencing rows"));
        });
    }

    /** Without an exact estimate of few rows the whole table is read. */
    private static void scan(Table table, List<Effect> effects) {
        boolean few = effects.stream()
                .filter(Effect.WritesRows.class::isInstance)
                .map(Effect.WritesRows.class::cast)
                .anyMatch(writes -> !writes.whole() && writes.rows().isPresent());
        if (!few) {
            effects.add(new Effect.ScansTable(table.name(), 1, "looks for the rows to change"));
        }
    }
}
