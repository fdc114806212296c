package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.lock;
import static dev.lockkeeper.effect.Situation.sequenceLock;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code ALTER COLUMN … TYPE}: what is rewritten, and what hangs on the column: keys, checks, indexes, sequences. */
final class ColumnTypeEffects {
    private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8");

    private ColumnTypeEffects() {}

    static List<Effect> of(Table table, AlterAction.AlterType type, Situation at) {
        List<Effect> effects =
                new ArrayList<>(AlterTableEffects.onColumn(table, type.column(), "ALTER COLUMN TYPE", at));
        Optional<Column> column = table.column(type.column());
        if (column.isEmpty()) {
            if (table.columnsUnknown()) {
                effects.add(new Effect.RewritesTable(
                        table.name(),
                        "the old type is not known, the new one is "
                                + type.type().sql()));
                effects.add(new Effect.ScansTable(table.name(), 1, "every value is converted"));
            }
            return effects;
        }
        refusals(table, type, column.get(), at, effects);
        boolean virtual = column.get().generated() == GeneratedKind.VIRTUAL;
        boolean rewrites =
                !virtual && TypeChange.rewrites(type.column(), column.get().type(), type.type(), type.using(), at);
        if (rewrites) {
            rewritten(table, type, column.get().type(), at, effects);
        } else {
            checkedAgain(table, type, at, effects);
        }
        boolean collationChanges = type.collation().isPresent()
                && !type.collation().equals(column.get().collation());
        if (collationChanges && !rewrites) {
            at.indexesOf(table.name())
                    .filter(index -> index.leadingColumns().contains(type.column()))
                    .forEach(index -> {
                        effects.add(new Effect.BuildsIndex(
                                table.name(), index.name().name(), false));
                        effects.add(new Effect.ScansTable(table.name(), 1, "the index is sorted by the new collation"));
                    });
        }
        foreignKeys(table, type.column(), rewrites, at, effects);
        sequence(table, column.get(), at, effects);
        return effects;
    }

    private static void refusals(
            Table table, AlterAction.AlterType type, Column column, Situation at, List<Effect> effects) {
        ViewEffects.mayDepend(at.catalog().viewsReading(table.name(), Optional.of(type.column())))
                .ifPresent(views -> effects.add(
                        new Effect.Refused("0A000", "cannot alter type of a column used by a view or rule: " + views)));
        if (at.withDescendants(table).stream()
                .anyMatch(each -> each.partitionKey().contains(type.column()))) {
            effects.add(new Effect.Refused(
                    "42P16",
                    "cannot alter column \"" + type.column()
                            + "\" because it is part of the partition key of relation \""
                            + table.name().name() + '"'));
        }
        if (ColumnEffects.inherited(table, type.column(), at)) {
            effects.add(new Effect.Refused("42P16", "cannot alter inherited column \"" + type.column() + '"'));
        }
        table.columns().stream()
                .filter(each -> each.generated() != GeneratedKind.NONE)
                .filter(each -> each.defaultValue()
                        .filter(value -> value.columns().contains(type.column()))
                        .isPresent())
                .forEach(each -> effects.add(new Effect.Refused(
                        at.version().atLeast(15) ? "0A000" : "42601",
                        "cannot alter type of a column used by a generated column")));
        effects.addAll(TieEffects.columnOfPolicy(
                table, type.column(), false, "0A000", "cannot alter type of a column used in a policy definition", at));
        effects.addAll(IndexedCalls.withoutFunction(table, type, at));
        TypeName to = type.type();
        boolean unknown = at.known()
                && !BuiltIns.type(to.name())
                && at.catalog().type(QualifiedName.of(to.schema(), to.name())).isEmpty()
                && at.catalog().extensions().stream().allMatch("plpgsql"::equals)
                && at.catalog()
                        .resolve(QualifiedName.of(to.schema(), to.name()))
                        .isEmpty();
        if (unknown) {
            effects.add(new Effect.Refused("42704", "type \"" + to.name() + "\" does not exist"));
        }
        if (type.using().isEmpty() && noAssignment(column.type(), to)) {
            effects.add(new Effect.Refused(
                    "42804",
                    "column \"" + type.column() + "\" cannot be cast automatically to type " + to.sql()
                            + ": say how with USING"));
        }
        boolean textDefault = column.defaultValue().isPresent()
                && column.generated() == GeneratedKind.NONE
                && noAssignment(column.type(), to);
        if (textDefault) {
            effects.add(new Effect.Refused(
                    "42804",
                    "default for column \"" + type.column() + "\" cannot be cast automatically to type " + to.sql()
                            + ": drop it first"));
        }
    }

    /** No cast of its own that an assignment may use: text to anything that is no text, boolean to numbers. */
    private static boolean noAssignment(TypeName from, TypeName to) {
        Set<String> texts = Set.of("text", "varchar", "bpchar", "name", "citext");
        if (from.dimensions() > 0 || to.dimensions() > 0 || from.name().equals(to.name())) {
            return false;
        }
        boolean fromText = texts.contains(from.name()) && !texts.contains(to.name());
        boolean fromBoolean = from.name().equals("bool") && INTEGERS.contains(to.name());
        return (fromText || fromBoolean) && BuiltIns.type(to.name());
    }

    private static void rewritten(
            Table table, AlterAction.AlterType type, TypeName from, Situation at, List<Effect> effects) {
        for (Table each : at.withFiles(table)) {
            effects.add(new Effect.RewritesTable(
                    each.name(), from.sql() + " to " + type.type().sql()));
            effects.add(new Effect.ScansTable(each.name(), 1, "every value is converted"));
        }
        if (TypeChange.mayFail(from, type.type())) {
            Conversions.Failure failure = Conversions.of(table, type, from, at);
            effects.add(new Effect.FailsOnData(
                    table.name(),
                    List.of(type.column()),
                    failure.sqlState(),
                    "a value may not fit " + type.type().sql(),
                    false,
                    failure.countQuery()));
        }
        effects.add(new Effect.BreaksRunningCode(
                table.name(),
                Optional.of(type.column()),
                "prepared statements fail once with 0A000 \"cached plan must not change result type\""));
    }

    /** A CHECK over the column is made anew and looks at each row, even where the type change itself is free. */
    private static void checkedAgain(Table table, AlterAction.AlterType type, Situation at, List<Effect> effects) {
        boolean checked = table.constraints().stream()
                .anyMatch(constraint -> constraint.kind() == ConstraintDefinition.Kind.CHECK
                        && constraint.validated()
                        && constraint
                                .check()
                                .map(check -> check.columns().contains(type.column()))
                                .orElse(constraint.columns().contains(type.column())));
        boolean sameType = table.column(type.column())
                .filter(column -> column.type().name().equals(type.type().name())
                        && column.type().modifiers().equals(type.type().modifiers())
                        && type.collation().isEmpty())
                .isPresent();
        if (checked && !sameType) {
            at.withFiles(table)
                    .forEach(each ->
                            effects.add(new Effect.ScansTable(each.name(), 1, "its CHECK is made anew and checked")));
        }
        // Partitions' indexes are made anew from the parent's, without their old files.
        boolean partitionedIndex = table.kind() == Table.Kind.PARTITIONED
                && at.indexesOf(table.name()).anyMatch(index -> uses(index, type.column()));
        if (partitionedIndex && !sameType) {
            for (Table each : at.withFiles(table)) {
                effects.add(new Effect.BuildsIndex(each.name(), "the partition's index", false));
                effects.add(new Effect.ScansTable(each.name(), 1, "the partition's index is built anew"));
            }
        }
    }

    private static boolean uses(Index index, String column) {
        return index.leadingColumns().contains(column);
    }

    /** Foreign keys over the column, from either side, are made anew: both tables are locked, both read on a rewrite. */
    private static void foreignKeys(Table table, String column, boolean rewrites, Situation at, List<Effect> effects) {
        for (Constraint constraint : table.constraints()) {
            if (constraint.kind() == ConstraintDefinition.Kind.FOREIGN_KEY
                    && constraint.columns().contains(column)) {
                constraint
                        .references()
                        .ifPresent(target -> other(target, rewrites && constraint.validated(), at, effects));
            }
        }
        for (Catalog.Reference reference : at.catalog().foreignKeysTo(table.name())) {
            if (ColumnEffects.referencedColumns(table, reference).contains(column)) {
                other(reference.table(), rewrites && reference.constraint().validated(), at, effects);
            }
        }
    }

    private static void other(QualifiedName name, boolean scanned, Situation at, List<Effect> effects) {
        for (Table each : at.table(name).map(at::withDescendants).orElse(List.of())) {
            effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, "its foreign key is made anew"));
            if (scanned && each.kind() != Table.Kind.PARTITIONED) {
                effects.add(new Effect.ScansTable(each.name(), 1, "the foreign key is checked again"));
            }
        }
    }

    private static void sequence(Table table, Column column, Situation at, List<Effect> effects) {
        at.sequenceOf(table.name(), column.name()).ifPresent(sequence -> {
            if (column.identity()) {
                effects.add(sequenceLock(
                        sequence.name(), LockMode.SHARE_ROW_EXCLUSIVE, "the identity's sequence changes its type too"));
            } else if (at.version().atLeast(14)) {
                effects.add(sequenceLock(sequence.name(), LockMode.ACCESS_SHARE, "the default names the sequence"));
            }
        });
    }
}
