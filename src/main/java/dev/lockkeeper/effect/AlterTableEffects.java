package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.indexLock;
import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ConstraintDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The subcommands of {@code ALTER TABLE}; lock levels measured on 12 to 18 (dryrun.md §5), others are unmodelled. */
final class AlterTableEffects {
    private AlterTableEffects() {}

    static List<Effect> of(Table table, AlterAction action, Situation at) {
        return switch (action) {
            case AlterAction.AddColumn add -> addColumn(table, add, at);
            case AlterAction.DropColumn drop -> dropColumn(table, drop, at);
            case AlterAction.AddConstraint add -> ConstraintEffects.added(table, add.constraint(), at, false);
            case AlterAction.ValidateConstraint validate ->
                ConstraintEffects.validated(table, validate.constraint(), at);
            case AlterAction.DropConstraint drop ->
                ConstraintEffects.dropped(table, drop.constraint(), drop.ifExists(), drop.cascade(), at);
            case AlterAction.SetDefault set -> onColumn(table, set.column(), "SET DEFAULT", at);
            case AlterAction.DropDefault drop -> onColumn(table, drop.column(), "DROP DEFAULT", at);
            case AlterAction.SetNotNull set -> setNotNull(table, set.column(), at);
            case AlterAction.DropNotNull drop -> onColumn(table, drop.column(), "DROP NOT NULL", at);
            case AlterAction.AlterType type -> alterType(table, type, at);
            case AlterAction.SetExpression set -> setExpression(table, set, at);
            case AlterAction.DropExpression drop -> onColumn(table, drop.column(), "DROP EXPRESSION", at);
            case AlterAction.SetStatistics set -> weak(table, at, "SET STATISTICS");
            case AlterAction.SetStorage set -> onColumn(table, set.column(), "SET STORAGE", at);
            case AlterAction.SetCompression set -> onColumn(table, set.column(), "SET COMPRESSION", at);
            case AlterAction.SetOptions set -> weak(table, at, "SET of storage parameters");
            case AlterAction.SetOwner set -> exclusive(table, at, "OWNER TO");
            case AlterAction.SetLogged set -> rewriting(table, at, "SET " + (set.logged() ? "LOGGED" : "UNLOGGED"));
            case AlterAction.SetTriggerState set ->
                List.of(lock(
                        table.name(),
                        LockMode.SHARE_ROW_EXCLUSIVE,
                        (set.enable() ? "ENABLE" : "DISABLE") + " TRIGGER"));
            case AlterAction.SetRowSecurity set -> rowSecurity(table, set);
            case AlterAction.SetReplicaIdentity set ->
                List.of(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "REPLICA IDENTITY"));
            case AlterAction.SetInheritance set -> inherit(table, set, at);
            case AlterAction.AttachPartition attach -> PartitionEffects.attach(table, attach, at);
            case AlterAction.DetachPartition detach -> PartitionEffects.detach(table, detach, at);
            case AlterAction.AlterConstraint alter -> unmodelled("ALTER CONSTRAINT");
            case AlterAction.AddIdentity add -> unmodelled("ADD GENERATED AS IDENTITY on an existing column");
            case AlterAction.SetIdentity set -> unmodelled("SET of identity options");
            case AlterAction.DropIdentity drop -> unmodelled("DROP IDENTITY");
            case AlterAction.SetColumnOptions set -> unmodelled("SET of column options");
            case AlterAction.SetTablespace set -> unmodelled("SET TABLESPACE");
            case AlterAction.SetAccessMethod set -> unmodelled("SET ACCESS METHOD");
            case AlterAction.ClusterOn cluster -> unmodelled("CLUSTER ON");
            case AlterAction.SetRuleState set -> unmodelled("ENABLE or DISABLE RULE");
            case AlterAction.Other other -> unmodelled("ALTER TABLE subcommand " + other.subtype());
        };
    }

    private static List<Effect> unmodelled(String what) {
        return List.of(new Effect.Unmodelled(what));
    }

    private static List<Effect> exclusive(Table table, Situation at, String why) {
        List<Effect> effects = new ArrayList<>();
        for (Table each : at.withDescendants(table)) {
            effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, why));
        }
        return effects;
    }

    private static List<Effect> weak(Table table, Situation at, String why) {
        List<Effect> effects = new ArrayList<>();
        for (Table each : at.withDescendants(table)) {
            effects.add(lock(each.name(), LockMode.SHARE_UPDATE_EXCLUSIVE, why));
        }
        return effects;
    }

    private static List<Effect> rewriting(Table table, Situation at, String why) {
        List<Effect> effects = new ArrayList<>(exclusive(table, at, why));
        for (Table each : at.withDescendants(table)) {
            effects.add(new Effect.RewritesTable(each.name(), why));
            effects.add(new Effect.ScansTable(each.name(), 1, "every row is written anew"));
        }
        return effects;
    }

    private static List<Effect> onColumn(Table table, String column, String why, Situation at) {
        List<Effect> effects = new ArrayList<>(exclusive(table, at, why));
        if (table.column(column).isEmpty() && !table.columnsUnknown()) {
            effects.add(unknownColumn(table, column));
        }
        return effects;
    }

    static Effect unknownColumn(Table table, String column) {
        return new Effect.Refused(
                "42703",
                "column \"" + column + "\" of relation \"" + table.name().name() + "\" does not exist");
    }

    private static List<Effect> addColumn(Table table, AlterAction.AddColumn add, Situation at) {
        List<Effect> effects = new ArrayList<>(AddColumnEffects.locks(table, at));
        boolean there = table.column(add.column().name()).isPresent();
        if (there && !add.ifNotExists()) {
            effects.add(new Effect.Refused(
                    "42701",
                    "column \"" + add.column().name() + "\" of relation \""
                            + table.name().name() + "\" already exists"));
        }
        if (!there) {
            effects.addAll(AddColumnEffects.of(table, add.column(), at));
        }
        return effects;
    }

    private static List<Effect> dropColumn(Table table, AlterAction.DropColumn drop, Situation at) {
        List<Effect> effects = new ArrayList<>(exclusive(table, at, "DROP COLUMN"));
        if (table.column(drop.column()).isEmpty() && !table.columnsUnknown()) {
            if (!drop.ifExists()) {
                effects.add(unknownColumn(table, drop.column()));
            }
            return effects;
        }
        for (Constraint constraint : table.constraints()) {
            if (constraint.columns().contains(drop.column())) {
                constraint
                        .references()
                        .ifPresent(target -> effects.add(lock(
                                target, LockMode.ACCESS_EXCLUSIVE, "the referenced side of the dropped foreign key")));
            }
        }
        at.catalog()
                .viewsReading(table.name(), Optional.of(drop.column()))
                .forEach(view -> effects.add(
                        drop.cascade()
                                ? new Effect.DestroysData(
                                        view.name(),
                                        Optional.empty(),
                                        "view " + view.name().display() + " is dropped by CASCADE")
                                : new Effect.Refused(
                                        "2BP01",
                                        "cannot drop column " + drop.column() + " of table "
                                                + table.name().display() + " because view "
                                                + view.name().display() + " may depend on it")));
        effects.add(new Effect.DestroysData(
                table.name(),
                Optional.of(drop.column()),
                "every value of " + table.name().display() + "." + drop.column()));
        effects.add(new Effect.BreaksRunningCode(
                table.name(), Optional.of(drop.column()), "code that still names the column fails with 42703"));
        return effects;
    }

    private static List<Effect> setNotNull(Table table, String column, Situation at) {
        List<Effect> effects = new ArrayList<>(onColumn(table, column, "SET NOT NULL", at));
        boolean proven = table.column(column).map(Column::notNull).orElse(false)
                || (at.version().atLeast(12) && table.provenNotNull(column));
        if (!proven) {
            for (Table each : at.withDescendants(table)) {
                effects.addAll(ConstraintEffects.nullScan(each, column, at));
            }
        }
        return effects;
    }

    private static List<Effect> alterType(Table table, AlterAction.AlterType type, Situation at) {
        List<Effect> effects = new ArrayList<>(onColumn(table, type.column(), "ALTER COLUMN TYPE", at));
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
        at.catalog()
                .viewsReading(table.name(), Optional.of(type.column()))
                .forEach(view -> effects.add(new Effect.Refused(
                        "0A000",
                        "cannot alter type of a column used by a view or rule: view "
                                + view.name().display() + " may depend on it")));
        boolean rewrites = TypeChange.rewrites(
                type.column(),
                column.get().type(),
                type.type(),
                type.using(),
                at.version(),
                at.transaction().timeZone());
        boolean collationChanges = type.collation().isPresent()
                && !type.collation().equals(column.get().collation());
        if (rewrites) {
            for (Table each : at.withDescendants(table)) {
                effects.add(new Effect.RewritesTable(
                        each.name(),
                        column.get().type().sql() + " to " + type.type().sql()));
                effects.add(new Effect.ScansTable(each.name(), 1, "every value is converted"));
            }
            if (TypeChange.mayFail(column.get().type(), type.type())) {
                Conversions.Failure failure =
                        Conversions.of(table, type, column.get().type(), at);
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
        if (collationChanges && !rewrites) {
            at.indexesOf(table.name())
                    .filter(index -> index.leadingColumns().contains(type.column()))
                    .forEach(index -> effects.add(
                            new Effect.BuildsIndex(table.name(), index.name().name(), false)));
        }
        affectedForeignKeys(table, type.column(), at, effects);
        return effects;
    }

    /** Changing the type of a key column rebuilds the foreign keys over it, and checks them when it rewrote. */
    private static void affectedForeignKeys(Table table, String column, Situation at, List<Effect> effects) {
        boolean own = table.constraints().stream()
                .anyMatch(constraint -> constraint.kind() == ConstraintDefinition.Kind.FOREIGN_KEY
                        && constraint.columns().contains(column));
        boolean referenced = at.catalog().foreignKeysTo(table.name()).stream()
                .anyMatch(
                        reference -> reference.constraint().referencedColumns().isEmpty()
                                ? table.primaryKey()
                                        .map(key -> key.columns().contains(column))
                                        .orElse(false)
                                : reference.constraint().referencedColumns().contains(column));
        if (own || referenced) {
            effects.add(new Effect.Unmodelled("ALTER COLUMN TYPE of a foreign key column"));
        }
    }

    private static List<Effect> setExpression(Table table, AlterAction.SetExpression set, Situation at) {
        boolean virtual = table.column(set.column())
                .map(column -> column.generated() == dev.lockkeeper.sql.ColumnDefinition.GeneratedKind.VIRTUAL)
                .orElse(false);
        return virtual ? onColumn(table, set.column(), "SET EXPRESSION", at) : rewriting(table, at, "SET EXPRESSION");
    }

    private static List<Effect> rowSecurity(Table table, AlterAction.SetRowSecurity set) {
        return List.of(
                lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "ROW LEVEL SECURITY"),
                new Effect.ChangesRights("row level security of " + table.name().display() + " is switched "
                        + (set.enable() ? "on" : "off")));
    }

    private static List<Effect> inherit(Table table, AlterAction.SetInheritance set, Situation at) {
        QualifiedName parent = at.resolve(set.parent());
        if (!set.add()) {
            return List.of(new Effect.Unmodelled("NO INHERIT"));
        }
        return List.of(
                lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "INHERIT"),
                lock(parent, LockMode.SHARE_UPDATE_EXCLUSIVE, "the parent of INHERIT"));
    }

    /** {@code ALTER INDEX} with the subcommands that exist for indexes. */
    static List<Effect> ofIndex(QualifiedName index, AlterAction action, Situation at) {
        if (!(action instanceof AlterAction.AttachPartition attach)) {
            return unmodelled("ALTER INDEX " + action.sql());
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(indexLock(index, LockMode.SHARE_UPDATE_EXCLUSIVE, "ATTACH PARTITION of an index"));
        effects.add(indexLock(at.resolve(attach.partition()), LockMode.ACCESS_EXCLUSIVE, "the attached index"));
        at.catalog()
                .index(index)
                .ifPresent(i -> effects.add(lock(i.table(), LockMode.ACCESS_SHARE, "the index's table")));
        return effects;
    }
}
