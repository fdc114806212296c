package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.indexLock;
import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.Persistence;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The subcommands of {@code ALTER TABLE}; lock levels measured on 12 to 18 (dryrun.md §5), others are unmodelled. */
final class AlterTableEffects {
    /** Storage parameters whose lock level is ACCESS EXCLUSIVE (src/backend/access/common/reloptions.c). */
    private static final Set<String> STRONG_OPTIONS = Set.of(
            "user_catalog_table",
            "autosummarize",
            "fastupdate",
            "buffering",
            "gin_pending_list_limit",
            "pages_per_range",
            "security_barrier",
            "security_invoker",
            "check_option");

    private AlterTableEffects() {}

    static List<Effect> of(Table table, AlterAction action, Situation at) {
        return switch (action) {
            case AlterAction.AddColumn add -> addColumn(table, add, at);
            case AlterAction.DropColumn drop -> ColumnEffects.drop(table, drop, at);
            case AlterAction.AddConstraint add -> ConstraintEffects.added(table, add.constraint(), at, false);
            case AlterAction.ValidateConstraint validate ->
                ConstraintEffects.validated(table, validate.constraint(), at);
            case AlterAction.DropConstraint drop ->
                ConstraintEffects.dropped(table, drop.constraint(), drop.ifExists(), drop.cascade(), at);
            case AlterAction.SetDefault set -> ColumnEffects.setDefault(table, set.column(), at);
            case AlterAction.DropDefault drop -> onColumn(table, drop.column(), "DROP DEFAULT", at);
            case AlterAction.SetNotNull set -> ColumnEffects.setNotNull(table, set.column(), at);
            case AlterAction.DropNotNull drop -> ColumnEffects.dropNotNull(table, drop.column(), at);
            case AlterAction.AlterType type -> ColumnTypeEffects.of(table, type, at);
            case AlterAction.SetExpression set -> setExpression(table, set, at);
            case AlterAction.DropExpression drop -> ColumnEffects.dropExpression(table, drop, at);
            case AlterAction.SetStatistics set -> weak(table, at, "SET STATISTICS");
            case AlterAction.SetStorage set -> onColumn(table, set.column(), "SET STORAGE", at);
            case AlterAction.SetCompression set -> onColumn(table, set.column(), "SET COMPRESSION", at);
            case AlterAction.SetOptions set -> options(table, set, at);
            case AlterAction.SetOwner set -> NameEffects.tableOwner(table, at);
            case AlterAction.SetLogged set -> logged(table, set, at);
            case AlterAction.SetTriggerState set -> triggerState(table, set, at);
            case AlterAction.SetRowSecurity set -> rowSecurity(table, set);
            case AlterAction.SetReplicaIdentity set -> replicaIdentity(table, set, at);
            case AlterAction.SetInheritance set -> inherit(table, set, at);
            case AlterAction.OfType of -> CompositeEffects.ofType(table, of, at);
            case AlterAction.AttachPartition attach -> PartitionEffects.attach(table, attach, at);
            case AlterAction.DetachPartition detach -> PartitionEffects.detach(table, detach, at);
            case AlterAction.AlterConstraint alter -> ConstraintEffects.altered(table, alter, at);
            case AlterAction.AddIdentity add -> ColumnEffects.addIdentity(table, add.column(), at);
            case AlterAction.SetIdentity set -> ColumnEffects.setIdentity(table, set.column(), at);
            case AlterAction.DropIdentity drop -> ColumnEffects.dropIdentity(table, drop, at);
            case AlterAction.SetColumnOptions set ->
                List.of(lock(table.name(), LockMode.SHARE_UPDATE_EXCLUSIVE, "SET of column options"));
            case AlterAction.SetTablespace set -> tablespace(table, set.tablespace(), at);
            case AlterAction.SetAccessMethod set -> accessMethod(table, set, at);
            case AlterAction.ClusterOn cluster ->
                List.of(lock(table.name(), LockMode.SHARE_UPDATE_EXCLUSIVE, "CLUSTER ON"));
            case AlterAction.SetRuleState set ->
                List.of(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "ENABLE or DISABLE RULE"));
            case AlterAction.Other other -> other(table, other);
        };
    }

    /** WITH OIDS is gone since 12, so SET WITHOUT OIDS does nothing. */
    private static List<Effect> other(Table table, AlterAction.Other other) {
        return switch (other.subtype()) {
            case "AT_DropOids" -> List.of(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, other.sql()));
            default -> unmodelled("ALTER TABLE subcommand " + other.subtype());
        };
    }

    /** Almost all take SHARE UPDATE EXCLUSIVE, on the table and never on its descendants. */
    private static List<Effect> options(Table table, AlterAction.SetOptions set, Situation at) {
        if (table.kind() == Table.Kind.PARTITIONED) {
            return List.of(
                    lock(table.name(), LockMode.SHARE_UPDATE_EXCLUSIVE, "SET of storage parameters"),
                    new Effect.Refused(
                            at.version().atLeast(16) ? "42809" : "22023",
                            "a partitioned table has no storage parameters"));
        }
        boolean strong = set.names().stream().anyMatch(STRONG_OPTIONS::contains);
        return List.of(lock(
                table.name(),
                strong ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_UPDATE_EXCLUSIVE,
                "SET of storage parameters"));
    }

    private static List<Effect> logged(Table table, AlterAction.SetLogged set, Situation at) {
        String why = "SET " + (set.logged() ? "LOGGED" : "UNLOGGED");
        List<Effect> effects = new ArrayList<>();
        effects.add(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, why));
        if (table.kind() == Table.Kind.PARTITIONED) {
            if (at.version().atLeast(18)) {
                effects.add(new Effect.Refused("42809", why + " does not exist for a partitioned table"));
            }
            return effects;
        }
        boolean isLogged = table.persistence() != Persistence.UNLOGGED;
        if (isLogged == set.logged() && !table.columnsUnknown()) {
            return effects;
        }
        boolean referenced = at.catalog().foreignKeysTo(table.name()).stream()
                .anyMatch(reference -> !reference.table().equals(table.name()));
        if (referenced && !set.logged()) {
            effects.add(new Effect.Refused(
                    "42P16",
                    "could not change table \"" + table.name().name()
                            + "\" to unlogged because it is referenced by a logged table"));
        }
        effects.add(new Effect.RewritesTable(table.name(), why));
        effects.add(new Effect.ScansTable(table.name(), 1, "every row is written anew"));
        return effects;
    }

    private static List<Effect> triggerState(Table table, AlterAction.SetTriggerState set, Situation at) {
        List<Effect> effects = new ArrayList<>();
        effects.add(
                lock(table.name(), LockMode.SHARE_ROW_EXCLUSIVE, (set.enable() ? "ENABLE" : "DISABLE") + " TRIGGER"));
        boolean missing = set.trigger().isPresent()
                && at.known()
                && at.catalog().triggersOf(table.name()).stream()
                        .noneMatch(
                                trigger -> trigger.name().equals(set.trigger().get()));
        if (missing) {
            effects.add(new Effect.Refused(
                    "42704",
                    "trigger \"" + set.trigger().get() + "\" for table \""
                            + table.name().name() + "\" does not exist"));
        }
        return effects;
    }

    private static List<Effect> replicaIdentity(Table table, AlterAction.SetReplicaIdentity set, Situation at) {
        List<Effect> effects = new ArrayList<>();
        effects.add(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "REPLICA IDENTITY"));
        set.index()
                .flatMap(name -> at.catalog().index(table.name().sibling(name)))
                .filter(index -> !index.unique()
                        || index.where().isPresent()
                        || !index.leadingColumns().stream()
                                .allMatch(column -> table.column(column)
                                        .map(Column::notNull)
                                        .orElse(true)))
                .ifPresent(
                        index -> effects.add(
                                new Effect.Refused(
                                        "42809",
                                        "index \"" + index.name().name()
                                                + "\" cannot be used as replica identity: it is partial, not unique, or over a column that may be NULL")));
        return effects;
    }

    /** What lies there already stays; where nothing says where it lies it is taken as moved. */
    private static List<Effect> tablespace(Table table, String target, Situation at) {
        List<Effect> effects = new ArrayList<>();
        effects.add(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "SET TABLESPACE"));
        if (table.kind() != Table.Kind.PARTITIONED && !at.liesIn(table.name(), target)) {
            effects.add(new Effect.RewritesTable(table.name(), "SET TABLESPACE copies the table's files"));
        }
        return effects;
    }

    private static List<Effect> accessMethod(Table table, AlterAction.SetAccessMethod set, Situation at) {
        boolean heap = set.method().map("heap"::equals).orElse(true);
        return heap
                ? List.of(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "SET ACCESS METHOD"))
                : rewriting(table, at, "SET ACCESS METHOD");
    }

    private static List<Effect> unmodelled(String what) {
        return List.of(new Effect.Unmodelled(what));
    }

    static List<Effect> exclusive(Table table, Situation at, String why) {
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
        for (Table each : at.withFiles(table)) {
            effects.add(new Effect.RewritesTable(each.name(), why));
            effects.add(new Effect.ScansTable(each.name(), 1, "every row is written anew"));
        }
        return effects;
    }

    static List<Effect> onColumn(Table table, String column, String why, Situation at) {
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

    static Effect columnExists(Table table, String column) {
        return new Effect.Refused(
                "42701",
                "column \"" + column + "\" of relation \"" + table.name().name() + "\" already exists");
    }

    private static List<Effect> addColumn(Table table, AlterAction.AddColumn add, Situation at) {
        List<Effect> effects = new ArrayList<>(AddColumnEffects.locks(table, at));
        boolean there = table.column(add.column().name()).isPresent();
        if (there && !add.ifNotExists()) {
            effects.add(columnExists(table, add.column().name()));
        }
        if (table.partitionOf().isPresent()) {
            effects.add(new Effect.Refused("42809", "cannot add column to a partition"));
        }
        if (at.only() && !at.childrenOf(table.name()).isEmpty()) {
            effects.add(new Effect.Refused("42P16", "column must be added to child tables too"));
        }
        if (!there) {
            effects.addAll(AddColumnEffects.of(table, add.column(), at));
        }
        return effects;
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
            return List.of(
                    lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "NO INHERIT"),
                    lock(parent, LockMode.ACCESS_SHARE, "the parent of NO INHERIT"));
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "INHERIT"));
        effects.add(lock(parent, LockMode.SHARE_UPDATE_EXCLUSIVE, "the parent of INHERIT"));
        if (table.partitionOf().isPresent()) {
            effects.add(new Effect.Refused("42809", "cannot change inheritance of a partition"));
        }
        return effects;
    }

    /** {@code ALTER INDEX} with the subcommands that exist for indexes. */
    static List<Effect> ofIndex(QualifiedName index, AlterAction action, Situation at) {
        return switch (action) {
            case AlterAction.AttachPartition attach -> attachIndex(index, attach, at);
            case AlterAction.SetOptions set ->
                List.of(indexLock(
                        index,
                        set.names().stream().anyMatch(STRONG_OPTIONS::contains)
                                ? LockMode.ACCESS_EXCLUSIVE
                                : LockMode.SHARE_UPDATE_EXCLUSIVE,
                        "SET of storage parameters"));
            case AlterAction.SetTablespace set -> {
                List<Effect> effects = new ArrayList<>();
                effects.add(indexLock(index, LockMode.ACCESS_EXCLUSIVE, "SET TABLESPACE"));
                at.catalog()
                        .index(index)
                        .filter(found -> !at.liesIn(found.name(), set.tablespace()))
                        .ifPresent(found -> effects.add(new Effect.BuildsIndex(found.table(), index.name(), false)));
                yield effects;
            }
            case AlterAction.SetStatistics set -> {
                List<Effect> effects = new ArrayList<>();
                effects.add(indexLock(index, LockMode.SHARE_UPDATE_EXCLUSIVE, "SET STATISTICS"));
                at.catalog()
                        .index(index)
                        .filter(found ->
                                found.leadingColumns().size() == found.keys().size())
                        .ifPresent(found -> effects.add(new Effect.Refused(
                                "0A000",
                                "cannot alter statistics on non-expression column of index \"" + index.name() + '"')));
                yield effects;
            }
            default -> unmodelled("ALTER INDEX " + action.sql());
        };
    }

    private static List<Effect> attachIndex(QualifiedName index, AlterAction.AttachPartition attach, Situation at) {
        QualifiedName partition = at.resolve(attach.partition());
        List<Effect> effects = new ArrayList<>();
        effects.add(indexLock(index, LockMode.SHARE_UPDATE_EXCLUSIVE, "ATTACH PARTITION of an index"));
        effects.add(indexLock(partition, LockMode.ACCESS_EXCLUSIVE, "the attached index"));
        for (QualifiedName each : List.of(index, partition)) {
            at.catalog()
                    .index(each)
                    .ifPresent(i -> effects.add(lock(i.table(), LockMode.ACCESS_SHARE, "the index's table")));
        }
        return effects;
    }
}
