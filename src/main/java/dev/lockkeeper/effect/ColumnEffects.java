package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.lock;
import static dev.lockkeeper.effect.Situation.sequenceLock;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import dev.lockkeeper.sql.ConstraintDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Subcommands about one column: dropped, NOT NULL, default, generation expression, identity. */
final class ColumnEffects {
    private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8");

    private ColumnEffects() {}

    static List<Effect> drop(Table table, AlterAction.DropColumn drop, Situation at) {
        // ONLY leaves the children their column, and still locks them.
        Situation all = at.withAll();
        List<Effect> effects = new ArrayList<>(AlterTableEffects.exclusive(table, all, "DROP COLUMN"));
        if (table.column(drop.column()).isEmpty() && !table.columnsUnknown()) {
            if (!drop.ifExists()) {
                effects.add(AlterTableEffects.unknownColumn(table, drop.column()));
            }
            return effects;
        }
        if (inherited(table, drop.column(), at)) {
            effects.add(new Effect.Refused("42P16", "cannot drop inherited column \"" + drop.column() + '"'));
        }
        if (table.partitionKey().contains(drop.column())) {
            effects.add(new Effect.Refused(
                    "42P16", "cannot drop column \"" + drop.column() + "\" because it is part of the partition key"));
        }
        at.sequenceOf(table.name(), drop.column())
                .ifPresent(sequence -> effects.add(
                        sequenceLock(sequence.name(), LockMode.ACCESS_EXCLUSIVE, "goes with the column that owns it")));
        foreignKeys(table, drop, at, effects);
        table.columns().stream()
                .filter(column -> column.generated() != GeneratedKind.NONE)
                .filter(column -> column.defaultValue()
                        .filter(value -> value.columns().contains(drop.column()))
                        .isPresent())
                .filter(column -> !drop.cascade() && at.version().atLeast(15))
                .forEach(column -> effects.add(new Effect.Refused(
                        "2BP01",
                        "cannot drop column " + drop.column() + " because generated column " + column.name()
                                + " depends on it")));
        effects.addAll(ViewEffects.dependants(
                table.name(),
                Optional.of(drop.column()),
                drop.cascade(),
                Set.of(),
                "drop column " + drop.column() + " of table " + table.name().display(),
                at));
        effects.addAll(TieEffects.columnOfPolicy(
                table, drop.column(), drop.cascade(), "2BP01", "cannot drop column " + drop.column(), at));
        effects.add(new Effect.DestroysData(
                table.name(),
                Optional.of(drop.column()),
                "every value of " + table.name().display() + "." + drop.column()));
        effects.add(new Effect.BreaksRunningCode(
                table.name(), Optional.of(drop.column()), "code that still names the column fails with 42703"));
        return effects;
    }

    private static void foreignKeys(Table table, AlterAction.DropColumn drop, Situation at, List<Effect> effects) {
        for (Constraint constraint : table.constraints()) {
            if (constraint.columns().contains(drop.column())) {
                constraint
                        .references()
                        .ifPresent(target -> effects.add(lock(
                                target, LockMode.ACCESS_EXCLUSIVE, "the referenced side of the dropped foreign key")));
            }
        }
        for (Catalog.Reference reference : at.catalog().foreignKeysTo(table.name())) {
            boolean own = reference.table().equals(table.name());
            if (own || !referencedColumns(table, reference).contains(drop.column())) {
                continue;
            }
            effects.add(
                    drop.cascade()
                            ? lock(
                                    reference.table(),
                                    LockMode.ACCESS_EXCLUSIVE,
                                    "its foreign key is dropped by CASCADE")
                            : new Effect.Refused(
                                    "2BP01",
                                    "cannot drop column " + drop.column() + " because constraint "
                                            + reference.constraint().name() + " on table "
                                            + reference.table().display() + " depends on it"));
        }
    }

    static List<String> referencedColumns(Table target, Catalog.Reference reference) {
        return reference.constraint().referencedColumns().isEmpty()
                ? target.primaryKey().map(Constraint::columns).orElse(List.of())
                : reference.constraint().referencedColumns();
    }

    /** A parent has the column too: the child's is the parent's to change. */
    static boolean inherited(Table table, String column, Situation at) {
        return java.util.stream.Stream.concat(table.partitionOf().stream(), table.inherits().stream())
                .flatMap(parent -> at.table(parent).stream())
                .anyMatch(parent -> parent.column(column).isPresent());
    }

    static List<Effect> setNotNull(Table table, String column, Situation at) {
        List<Effect> effects = new ArrayList<>(AlterTableEffects.onColumn(table, column, "SET NOT NULL", at));
        boolean proven = table.column(column).map(Column::notNull).orElse(false)
                || (at.version().atLeast(12) && table.provenNotNull(column));
        if (at.only()
                && table.kind() == Table.Kind.PARTITIONED
                && !at.childrenOf(table.name()).isEmpty()
                && !proven) {
            effects.add(new Effect.Refused("42P16", "constraint must be added to child tables too"));
        }
        if (!proven) {
            for (Table each : at.withFiles(table)) {
                effects.addAll(ConstraintEffects.nullScan(each, column, at));
            }
        }
        return effects;
    }

    static List<Effect> dropNotNull(Table table, String column, Situation at) {
        // From 18 on the constraint of a partition stays its own: only the parent is touched.
        boolean parentOnly = at.version().atLeast(18)
                && table.constraints().stream().noneMatch(c -> c.kind() == ConstraintDefinition.Kind.NOT_NULL)
                && !table.column(column).map(Column::notNull).orElse(true);
        List<Effect> effects = new ArrayList<>(
                AlterTableEffects.onColumn(table, column, "DROP NOT NULL", parentOnly ? at.onlyThis() : at));
        if (table.primaryKey().map(key -> key.columns().contains(column)).orElse(false)) {
            effects.add(new Effect.Refused("42P16", "column \"" + column + "\" is in a primary key"));
        }
        return effects;
    }

    static List<Effect> setDefault(Table table, String column, Situation at) {
        List<Effect> effects = new ArrayList<>(AlterTableEffects.onColumn(table, column, "SET DEFAULT", at));
        if (table.column(column)
                .filter(c -> c.generated() != GeneratedKind.NONE)
                .isPresent()) {
            effects.add(new Effect.Refused("42601", "column \"" + column + "\" is a generated column"));
        }
        if (table.column(column).filter(Column::identity).isPresent()) {
            effects.add(new Effect.Refused("42601", "column \"" + column + "\" is an identity column"));
        }
        return effects;
    }

    static List<Effect> dropExpression(Table table, AlterAction.DropExpression drop, Situation at) {
        List<Effect> effects = new ArrayList<>(AlterTableEffects.onColumn(table, drop.column(), "DROP EXPRESSION", at));
        table.column(drop.column()).ifPresent(column -> {
            if (column.generated() == GeneratedKind.VIRTUAL) {
                effects.add(new Effect.Refused("0A000", "a virtual generated column cannot become an ordinary one"));
            } else if (column.generated() == GeneratedKind.NONE && !drop.ifExists()) {
                effects.add(new Effect.Refused("55000", "column \"" + drop.column() + "\" is not a generated column"));
            }
        });
        return effects;
    }

    static List<Effect> addIdentity(Table table, String column, Situation at) {
        List<Effect> effects = new ArrayList<>(AlterTableEffects.onColumn(table, column, "ADD IDENTITY", at));
        table.column(column).ifPresent(found -> {
            if (!INTEGERS.contains(found.type().name())) {
                effects.add(new Effect.Refused("22023", "identity column type must be smallint, integer, or bigint"));
            } else if (!found.notNull()) {
                effects.add(new Effect.Refused(
                        "55000", "column \"" + column + "\" must be declared NOT NULL before identity can be added"));
            } else if (found.identity()) {
                effects.add(new Effect.Refused("55000", "column \"" + column + "\" is already an identity column"));
            }
        });
        return effects;
    }

    static List<Effect> setIdentity(Table table, String column, Situation at) {
        List<Effect> effects =
                new ArrayList<>(AlterTableEffects.onColumn(table, column, "SET of identity options", at));
        effects.addAll(notIdentity(table, column, false));
        identitySequence(table, column, at, LockMode.SHARE_ROW_EXCLUSIVE, effects);
        return effects;
    }

    static List<Effect> dropIdentity(Table table, AlterAction.DropIdentity drop, Situation at) {
        List<Effect> effects = new ArrayList<>(AlterTableEffects.onColumn(table, drop.column(), "DROP IDENTITY", at));
        effects.addAll(notIdentity(table, drop.column(), drop.ifExists()));
        identitySequence(table, drop.column(), at, LockMode.ACCESS_EXCLUSIVE, effects);
        return effects;
    }

    private static List<Effect> notIdentity(Table table, String column, boolean ifExists) {
        boolean wrong = table.column(column).filter(found -> !found.identity()).isPresent();
        return wrong && !ifExists
                ? List.of(new Effect.Refused("55000", "column \"" + column + "\" is not an identity column"))
                : List.of();
    }

    private static void identitySequence(
            Table table, String column, Situation at, LockMode mode, List<Effect> effects) {
        if (table.column(column).filter(Column::identity).isPresent()) {
            at.sequenceOf(table.name(), column)
                    .ifPresent(sequence ->
                            effects.add(sequenceLock(sequence.name(), mode, "the sequence of the identity column")));
        }
    }
}
