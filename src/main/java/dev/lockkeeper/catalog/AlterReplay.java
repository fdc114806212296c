package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.AlterPasses;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.RelationStatement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** ALTER TABLE, action by action in PostgreSQL's order. */
final class AlterReplay {
    private final Replay replay;
    private final TableReplay tables;

    AlterReplay(Replay replay) {
        this.replay = replay;
        this.tables = new TableReplay(replay);
    }

    void alter(RelationStatement.AlterTable alter) {
        alter.actions().forEach(action -> holding(alter.table(), action));
        if (alter.kind() == ObjectKind.INDEX) {
            return;
        }
        Optional<Table> found = replay.before.table(alter.table());
        if (found.isEmpty()) {
            return;
        }
        QualifiedName name = found.get().name();
        for (List<AlterAction> pass : AlterPasses.of(alter.actions())) {
            for (AlterAction action : pass) {
                action(name, action);
                if (!alter.only() && inherited(action)) {
                    below(name).forEach(child -> action(child, action));
                }
            }
        }
    }

    /** Of the relation itself, whatever kind it is, and never of its descendants. */
    private void holding(QualifiedName relation, AlterAction action) {
        switch (action) {
            case AlterAction.SetOwner set -> new HoldingReplay(replay).owner(relation, set.owner());
            case AlterAction.SetTablespace set ->
                replay.before
                        .resolve(relation)
                        .ifPresent(name -> new HoldingReplay(replay).moved(name, set.tablespace()));
            default -> {}
        }
    }

    /** The same changes for a table that follows its composite type. */
    void each(QualifiedName table, List<AlterAction> actions) {
        actions.forEach(action -> action(table, action));
    }

    List<QualifiedName> below(QualifiedName parent) {
        Set<QualifiedName> all = new LinkedHashSet<>();
        Deque<QualifiedName> todo = new ArrayDeque<>(List.of(parent));
        while (!todo.isEmpty()) {
            for (Table child : replay.before.childrenOf(todo.remove())) {
                if (!child.name().equals(parent) && all.add(child.name())) {
                    todo.add(child.name());
                }
            }
        }
        return List.copyOf(all);
    }

    /** PostgreSQL refuses it (42P07, "circular inheritance not allowed"), so nothing changes. */
    private boolean circular(QualifiedName parent, QualifiedName child) {
        Set<QualifiedName> seen = new LinkedHashSet<>(List.of(parent));
        Deque<QualifiedName> todo = new ArrayDeque<>(seen);
        while (!todo.isEmpty()) {
            Optional.ofNullable(replay.tables.get(todo.remove()))
                    .ifPresent(table -> Stream.concat(table.partitionOf().stream(), table.inherits().stream())
                            .filter(seen::add)
                            .forEach(todo::add));
        }
        return seen.contains(child);
    }

    private static boolean inherited(AlterAction action) {
        return switch (action) {
            case AlterAction.AddColumn a -> true;
            case AlterAction.DropColumn a -> true;
            case AlterAction.SetDefault a -> true;
            case AlterAction.SetNotNull a -> true;
            case AlterAction.DropNotNull a -> true;
            case AlterAction.AlterType a -> true;
            case AlterAction.ValidateConstraint a -> true;
            case AlterAction.DropConstraint a -> true;
            case AlterAction.AddConstraint add ->
                switch (add.constraint().kind()) {
                    case CHECK, FOREIGN_KEY, NOT_NULL -> !add.constraint().noInherit();
                    case UNIQUE, PRIMARY_KEY, EXCLUDE -> false;
                };
            default -> false;
        };
    }

    private void action(QualifiedName table, AlterAction action) {
        switch (action) {
            case AlterAction.ClusterOn cluster -> new TieReplay(replay).clustered(table, cluster.index());
            case AlterAction.AddColumn add -> tables.addColumn(table, add.column());
            case AlterAction.DropColumn drop -> dropColumn(table, drop.column());
            case AlterAction.AddConstraint add -> tables.addConstraint(table, add.constraint());
            case AlterAction.ValidateConstraint validate ->
                tables.update(
                        table,
                        t -> t.withConstraints(t.constraints().stream()
                                .map(c -> c.name().equals(validate.constraint()) ? validated(c) : c)
                                .toList()));
            case AlterAction.DropConstraint drop -> dropConstraint(table, drop.constraint());
            case AlterAction.SetDefault set ->
                tables.update(table, t -> t.mapColumn(set.column(), c -> c.withDefault(Optional.of(set.value()))));
            case AlterAction.DropDefault drop ->
                tables.update(table, t -> t.mapColumn(drop.column(), c -> c.withDefault(Optional.empty())));
            case AlterAction.SetNotNull set ->
                tables.update(table, t -> t.mapColumn(set.column(), c -> c.withNotNull(true)));
            case AlterAction.DropNotNull drop ->
                tables.update(table, t -> t.mapColumn(drop.column(), c -> c.withNotNull(false)));
            case AlterAction.AlterType type ->
                tables.update(table, t -> t.mapColumn(type.column(), c -> c.withType(type.type(), type.collation())));
            case AlterAction.DropExpression drop ->
                tables.update(table, t -> t.mapColumn(drop.column(), c -> c.withGenerated(GeneratedKind.NONE)));
            case AlterAction.AddIdentity add ->
                tables.update(
                        table,
                        t -> t.mapColumn(
                                add.column(), c -> c.withIdentity(true, ColumnDefinition.identityAlways(add.sql()))));
            case AlterAction.DropIdentity drop ->
                tables.update(table, t -> t.mapColumn(drop.column(), c -> c.withIdentity(false, false)));
            case AlterAction.AttachPartition attach -> {
                QualifiedName partition = replay.resolved(attach.partition());
                if (!circular(table, partition)) {
                    tables.update(partition, t -> t.attachedTo(table, attach.bound()));
                    tables.attach(table, partition);
                }
            }
            case AlterAction.OfType of ->
                tables.update(
                        table,
                        t -> t.withOfType(of.type().flatMap(replay.before::type).map(UserType::name)));
            case AlterAction.SetInheritance set -> inheritance(table, replay.resolved(set.parent()), set.add());
            case AlterAction.DetachPartition detach ->
                tables.update(replay.resolved(detach.partition()), Table::detached);
            default -> {}
        }
    }

    private void inheritance(QualifiedName table, QualifiedName parent, boolean add) {
        if (add && circular(parent, table)) {
            return;
        }
        tables.update(
                table,
                t -> t.withInherits(Stream.concat(
                                t.inherits().stream().filter(p -> !p.equals(parent)),
                                add ? Stream.of(parent) : Stream.empty())
                        .toList()));
    }

    private static Constraint validated(Constraint c) {
        return new Constraint(
                c.name(),
                c.kind(),
                c.columns(),
                c.check(),
                c.references(),
                c.referencedColumns(),
                true,
                c.enforced(),
                c.origin(),
                c.sql());
    }

    /** A column takes the constraints and indexes over it with it. */
    void dropColumn(QualifiedName table, String column) {
        tables.update(
                table,
                t -> t.withColumns(t.columns().stream()
                                .filter(c -> !c.name().equals(column))
                                .toList())
                        .withConstraints(t.constraints().stream()
                                .filter(c -> !c.columns().contains(column)
                                        && c.check().stream()
                                                .noneMatch(
                                                        check -> check.columns().contains(column)))
                                .toList()));
        replay.indexes.values().removeIf(index -> index.table().equals(table) && uses(index, column));
        replay.ties.removeIf(tie -> tie.table().equals(table) && tie.names(column));
        replay.sequences
                .values()
                .removeIf(s -> s.ownedByTable().map(table::equals).orElse(false)
                        && s.ownedByColumn().map(column::equals).orElse(false));
    }

    private static boolean uses(Index index, String column) {
        return index.keys().stream()
                        .anyMatch(key -> key.column().map(column::equals).orElse(false)
                                || key.expression()
                                        .map(e -> e.columns().contains(column))
                                        .orElse(false))
                || index.where().map(where -> where.columns().contains(column)).orElse(false);
    }

    private void dropConstraint(QualifiedName table, String name) {
        tables.update(
                table,
                t -> t.withConstraints(t.constraints().stream()
                        .filter(c -> !c.name().equals(name))
                        .toList()));
        replay.indexes
                .values()
                .removeIf(index -> index.table().equals(table)
                        && index.constraint().map(name::equals).orElse(false));
    }
}
