package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.NestedWrites;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** INSERT, UPDATE, DELETE and queries: weak table locks, row locks on what they write, the keys they look up. */
final class DataEffects {
    private DataEffects() {}

    static List<Effect> update(DataStatement.Update update, Situation at) {
        Optional<Table> found = at.table(update.table());
        if (found.isEmpty()) {
            return throughView(update.table(), update.reads(), "UPDATE", update.nested(), at);
        }
        List<Effect> effects = written(found.get(), "UPDATE", update.reads(), update.only() ? at.onlyThis() : at);
        effects.addAll(nested(update.nested(), at));
        for (String column : update.columns()) {
            if (found.get().column(column).isEmpty() && !found.get().columnsUnknown()) {
                effects.add(AlterTableEffects.unknownColumn(found.get(), column));
            }
        }
        keysLookedUp(found.get(), update.columns(), at, effects);
        referencingTables(found.get(), Optional.of(update.columns()), at, effects, new LinkedHashSet<>());
        effects.add(RowEstimate.of(found.get(), update.alias(), update.where(), update.whole(), "UPDATE", at));
        effects.addAll(BodyEffects.ofTriggers(found.get(), at));
        scan(found.get(), at, effects);
        return effects;
    }

    static List<Effect> delete(DataStatement.Delete delete, Situation at) {
        Optional<Table> found = at.table(delete.table());
        if (found.isEmpty()) {
            return throughView(delete.table(), delete.reads(), "DELETE", delete.nested(), at);
        }
        List<Effect> effects = written(found.get(), "DELETE", delete.reads(), delete.only() ? at.onlyThis() : at);
        effects.addAll(nested(delete.nested(), at));
        referencingTables(found.get(), Optional.empty(), at, effects, new LinkedHashSet<>());
        effects.add(RowEstimate.of(found.get(), delete.alias(), delete.where(), delete.whole(), "DELETE", at));
        effects.add(deletedRows(found.get().name()));
        effects.addAll(BodyEffects.ofTriggers(found.get(), at));
        scan(found.get(), at, effects);
        return effects;
    }

    static List<Effect> insert(DataStatement.Insert insert, Situation at) {
        Optional<Table> found = at.table(insert.table());
        if (found.isEmpty()) {
            return throughView(insert.table(), insert.reads(), "INSERT", insert.nested(), at);
        }
        List<Effect> effects = written(found.get(), "INSERT", insert.reads(), at);
        effects.addAll(nested(insert.nested(), at));
        List<String> columns =
                found.get().columns().stream().map(column -> column.name()).toList();
        keysLookedUp(found.get(), columns, at, effects);
        sequencesOfDefaults(found.get(), at, effects);
        effects.add(new Effect.WritesRows(
                found.get().name(),
                insert.rows() > 0 ? java.util.OptionalLong.of(insert.rows()) : java.util.OptionalLong.empty(),
                false,
                "INSERT"));
        effects.addAll(BodyEffects.ofTriggers(found.get(), at));
        return effects;
    }

    static List<Effect> merge(DataStatement.Merge merge, Situation at) {
        Optional<Table> found = at.table(merge.table());
        if (found.isEmpty()) {
            return throughView(merge.table(), merge.reads(), merge.deletes() ? "DELETE" : "MERGE", merge.nested(), at);
        }
        List<Effect> effects = written(found.get(), "MERGE", merge.reads(), at);
        effects.addAll(nested(merge.nested(), at));
        List<String> columns =
                found.get().columns().stream().map(column -> column.name()).toList();
        keysLookedUp(found.get(), columns, at, effects);
        referencingTables(found.get(), Optional.empty(), at, effects, new LinkedHashSet<>());
        sequencesOfDefaults(found.get(), at, effects);
        effects.add(new Effect.WritesRows(found.get().name(), java.util.OptionalLong.empty(), false, "MERGE"));
        if (merge.deletes()) {
            effects.add(deletedRows(found.get().name()));
        }
        effects.addAll(BodyEffects.ofTriggers(found.get(), at));
        scan(found.get(), at, effects);
        return effects;
    }

    static List<Effect> copy(DataStatement.Copy copy, Situation at) {
        if (copy.program() || copy.file()) {
            return List.of(new Effect.Unmodelled(
                    copy.program() ? "COPY … PROGRAM runs a command on the server" : "COPY of a file on the server"));
        }
        if (copy.table().isEmpty()) {
            List<Effect> effects = new ArrayList<>(reads(copy.reads(), false, at));
            effects.addAll(nested(copy.nested(), at));
            return effects;
        }
        QualifiedName name = copy.table().get();
        if (!copy.from()) {
            return reads(List.of(name), false, at);
        }
        Optional<Table> found = at.table(name);
        if (found.isEmpty()) {
            return throughView(name, List.of(), "COPY", NestedWrites.NONE, at);
        }
        List<Effect> effects = written(found.get(), "COPY", List.of(), at);
        List<String> columns =
                found.get().columns().stream().map(column -> column.name()).toList();
        keysLookedUp(found.get(), columns, at, effects);
        sequencesOfDefaults(found.get(), at, effects);
        effects.add(new Effect.WritesRows(found.get().name(), java.util.OptionalLong.empty(), false, "COPY"));
        effects.addAll(BodyEffects.ofTriggers(found.get(), at));
        return effects;
    }

    /** A query: the relations it names, the views and tables behind its views, every partition of its tables. */
    static List<Effect> reads(List<QualifiedName> tables, boolean locksRows, Situation at) {
        LockMode mode = locksRows ? LockMode.ROW_SHARE : LockMode.ACCESS_SHARE;
        List<Effect> effects = new ArrayList<>(named(tables, mode, at));
        for (QualifiedName name : tables) {
            ViewEffects.below(name, at).stream()
                    .map(relation -> lock(relation, mode, "is read"))
                    .filter(lock -> !effects.contains(lock))
                    .forEach(effects::add);
        }
        return effects;
    }

    /** A definition that is only analysed (a view, a rule, a prepared statement): the relations it names. */
    static List<Effect> named(List<QualifiedName> tables, Situation at) {
        return named(tables, LockMode.ACCESS_SHARE, at);
    }

    private static List<Effect> named(List<QualifiedName> tables, LockMode mode, Situation at) {
        List<Effect> effects = new ArrayList<>();
        for (QualifiedName name : tables) {
            if (at.catalog().resolve(name).isEmpty() && !system(name)) {
                effects.add(at.unknownRelation(name));
            }
            effects.add(lock(at.resolve(name), mode, "is read"));
        }
        return effects;
    }

    /** The tables with rows of their own that a query over these relations reads. */
    static List<QualifiedName> tablesBehind(List<QualifiedName> relations, Situation at) {
        return relations.stream()
                .flatMap(relation -> ViewEffects.below(relation, at).stream())
                .filter(relation -> at.table(relation)
                        .map(table -> table.kind() != Table.Kind.PARTITIONED)
                        .orElse(at.catalog().view(relation).isEmpty()))
                .distinct()
                .toList();
    }

    /** An updatable view passes the write on to the table behind it. */
    private static List<Effect> throughView(
            QualifiedName name, List<QualifiedName> reads, String command, NestedWrites nested, Situation at) {
        if (at.catalog().view(name).isEmpty()) {
            return system(name)
                    ? List.of(new Effect.Unmodelled(command + " of the system catalog " + name.display()))
                    : List.of(at.unknownRelation(name));
        }
        List<Effect> effects = new ArrayList<>(reads(reads, false, at));
        effects.addAll(nested(nested, at));
        written(ViewEffects.below(name, at), command.equals("DELETE"), command + " through the view", at, effects);
        return effects;
    }

    private static Effect deletedRows(QualifiedName table) {
        return new Effect.DestroysData(table, Optional.empty(), "the deleted rows of " + table.display());
    }

    /** What a WITH changes beside the statement's own target; a view there stands for the tables behind it. */
    static List<Effect> nested(NestedWrites nested, Situation at) {
        List<Effect> effects = new ArrayList<>();
        for (QualifiedName name : nested.writes()) {
            if (at.catalog().resolve(name).isEmpty()) {
                effects.add(at.unknownRelation(name));
            }
            boolean view = at.catalog().view(name).isPresent();
            List<QualifiedName> relations = view ? ViewEffects.below(name, at) : List.of(at.resolve(name));
            written(relations, nested.deletes().contains(name), "a data-changing WITH", at, effects);
        }
        return effects;
    }

    /** Views among the relations are locked, and have no rows of their own. */
    private static void written(
            List<QualifiedName> relations, boolean deletes, String why, Situation at, List<Effect> effects) {
        for (QualifiedName relation : relations) {
            effects.add(lock(relation, LockMode.ROW_EXCLUSIVE, why));
            if (at.catalog().view(relation).isEmpty()) {
                effects.add(new Effect.WritesRows(relation, java.util.OptionalLong.empty(), false, why));
                if (deletes) {
                    effects.add(deletedRows(relation));
                }
            }
        }
    }

    private static void sequencesOfDefaults(Table table, Situation at, List<Effect> effects) {
        at.sequencesOf(table.name())
                .forEach(sequence -> effects.add(Situation.sequenceLock(
                        sequence.name(), LockMode.ROW_EXCLUSIVE, "a default takes its next value")));
    }

    static boolean system(QualifiedName name) {
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
                at.table(target)
                        .map(at::withDescendants)
                        .orElse(List.of())
                        .forEach(each -> effects.add(
                                lock(each.name(), LockMode.ROW_SHARE, "the foreign key's parent row is looked up")));
            }
        }
    }

    /**
     * Deleting a parent row, or changing its key, looks for its children, or changes them by ON DELETE and ON UPDATE,
     * and so on below them.
     */
    private static void referencingTables(
            Table table, Optional<List<String>> changed, Situation at, List<Effect> effects, Set<QualifiedName> seen) {
        if (!seen.add(table.name())) {
            return;
        }
        for (Catalog.Reference reference : at.catalog().foreignKeysTo(table.name())) {
            List<String> key = reference.constraint().referencedColumns().isEmpty()
                    ? table.primaryKey().map(Constraint::columns).orElse(List.of())
                    : reference.constraint().referencedColumns();
            boolean touched = changed.map(
                            columns -> key.isEmpty() || key.stream().anyMatch(columns::contains))
                    .orElse(true);
            if (!touched) {
                continue;
            }
            Optional<Table> child = at.table(reference.table());
            for (QualifiedName each : child.map(at::withDescendants).orElse(List.of()).stream()
                    .map(Table::name)
                    .toList()) {
                effects.add(lock(each, LockMode.ROW_SHARE, "rows that reference the changed row are looked up"));
                effects.add(lock(each, LockMode.ROW_EXCLUSIVE, "ON DELETE or ON UPDATE changes referencing rows"));
            }
            child.ifPresent(next -> referencingTables(
                    next, changed.map(columns -> reference.constraint().columns()), at, effects, seen));
        }
    }

    /** Without an exact estimate of few rows the whole table is read, with all that is below it. */
    private static void scan(Table table, Situation at, List<Effect> effects) {
        boolean few = effects.stream()
                .filter(Effect.WritesRows.class::isInstance)
                .map(Effect.WritesRows.class::cast)
                .anyMatch(writes -> writes.table().equals(table.name())
                        && !writes.whole()
                        && writes.rows().isPresent());
        if (!few) {
            at.withFiles(table)
                    .forEach(
                            each -> effects.add(new Effect.ScansTable(each.name(), 1, "looks for the rows to change")));
        }
    }
}
