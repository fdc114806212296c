package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.indexLock;
import static dev.lockkeeper.effect.Situation.lock;
import static dev.lockkeeper.effect.Situation.sequenceLock;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.PartitionBound;
import dev.lockkeeper.sql.Persistence;
import dev.lockkeeper.sql.RelationStatement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whole tables: created, dropped, truncated, renamed (dryrun.md §5). */
final class TableEffects {
    private TableEffects() {}

    private static Stream<ConstraintDefinition> keys(RelationStatement.CreateTable create) {
        return Stream.concat(
                        create.columns().stream().flatMap((ColumnDefinition column) -> column.constraints().stream()),
                        create.constraints().stream())
                .filter(constraint -> constraint.kind() == ConstraintDefinition.Kind.PRIMARY_KEY
                        || constraint.kind() == ConstraintDefinition.Kind.UNIQUE);
    }

    static List<Effect> create(RelationStatement.CreateTable create, Situation at) {
        List<Effect> effects = new ArrayList<>();
        boolean temporary = create.persistence() == Persistence.TEMPORARY;
        QualifiedName name = temporary && !create.table().hasSchema()
                ? QualifiedName.of(Catalog.TEMPORARY, create.table().name())
                : at.catalog().forNew(create.table());
        if (at.catalog().resolve(name).isPresent()) {
            return create.ifNotExists()
                    ? List.of()
                    : List.of(new Effect.Refused(
                            "42P07", "relation \"" + create.table().name() + "\" already exists"));
        }
        Set<String> columns = new LinkedHashSet<>();
        create.columns().stream()
                .map(ColumnDefinition::name)
                .filter(column -> !columns.add(column))
                .forEach(column ->
                        effects.add(new Effect.Refused("42701", "column \"" + column + "\" specified more than once")));
        Stream<ConstraintDefinition> inline =
                create.columns().stream().flatMap((ColumnDefinition column) -> column.constraints().stream());
        Stream.concat(inline, create.constraints().stream())
                .filter(constraint -> constraint
                        .references()
                        .filter(target -> !target.name().equals(create.table().name()))
                        .isPresent())
                .forEach(constraint -> {
                    QualifiedName target = constraint.references().orElseThrow();
                    if (!ConstraintEffects.referencesKey(at.resolve(target), constraint, at)) {
                        effects.add(new Effect.Refused(
                                "42830",
                                "there is no unique constraint matching given keys for referenced table \""
                                        + target.name() + '"'));
                    }
                    if (at.table(target).isEmpty()) {
                        effects.add(at.unknownRelation(target));
                    }
                    for (Table each : at.table(target).map(at::withDescendants).orElse(List.of())) {
                        effects.add(lock(
                                each.name(),
                                LockMode.SHARE_ROW_EXCLUSIVE,
                                "the referenced side of the new table's foreign key"));
                    }
                    at.indexesOf(at.resolve(target))
                            .filter(index -> index.primary() || index.unique())
                            .forEach(index -> effects.add(
                                    indexLock(index.name(), LockMode.ACCESS_SHARE, "the key that is referenced")));
                });
        if (create.partitionStrategy().isPresent()
                && keys(create).anyMatch(key -> !key.columns().containsAll(create.partitionColumns()))) {
            effects.add(new Effect.Refused(
                    "0A000", "unique constraint on partitioned table must include all partitioning columns"));
        }
        create.partitionOf().ifPresent(parent -> {
            Optional<Table> found = at.table(parent);
            if (found.isEmpty()) {
                effects.add(at.unknownRelation(parent));
                return;
            }
            effects.add(lock(found.get().name(), LockMode.ACCESS_EXCLUSIVE, "CREATE TABLE … PARTITION OF"));
            PartitionBound bound = create.bound().orElseGet(PartitionBound.Unread::new);
            PartitionEffects.refused(found.get(), bound, false, at).ifPresent(effects::add);
            if (!create.defaultPartition()) {
                PartitionEffects.defaultPartition(found.get(), bound, at, effects, "CREATE TABLE … PARTITION OF");
            }
            PartitionEffects.keys(found.get(), false, at, effects);
        });
        create.ofType().ifPresent(type -> effects.addAll(CompositeEffects.lookedUp(type, at)));
        for (QualifiedName parent : create.inherits()) {
            Optional<Table> found = at.table(parent);
            if (found.isEmpty()) {
                effects.add(at.unknownRelation(parent));
                continue;
            }
            effects.add(lock(found.get().name(), LockMode.SHARE_UPDATE_EXCLUSIVE, "the parent of INHERITS"));
            create.columns().stream()
                    .filter(column -> found.get()
                            .column(column.name())
                            .filter(of -> !of.type().name().equals(column.type().name()))
                            .isPresent())
                    .forEach(column -> effects.add(new Effect.Refused(
                            "42804", "column \"" + column.name() + "\" has a type conflict with its parent's")));
        }
        for (QualifiedName source : create.like()) {
            effects.add(lock(at.resolve(source), LockMode.ACCESS_SHARE, "LIKE reads its definition"));
        }
        return effects;
    }

    static List<Effect> drop(QualifiedName name, ObjectStatement.Drop drop, Situation at) {
        Optional<Table> found = at.table(name);
        if (found.isEmpty()) {
            return drop.ifExists()
                    ? List.of()
                    : List.of(new Effect.Refused("42P01", "table \"" + name + "\" does not exist"));
        }
        Table table = found.get();
        List<Effect> effects = new ArrayList<>();
        for (Table each : at.withDescendants(table)) {
            effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, "DROP TABLE"));
        }
        table.partitionOf().ifPresent(parent -> {
            effects.add(lock(parent, LockMode.ACCESS_EXCLUSIVE, "the parent of the dropped partition"));
            at.childrenOf(parent).stream()
                    .filter(Table::defaultPartition)
                    .forEach(other -> effects.add(
                            lock(other.name(), LockMode.ACCESS_EXCLUSIVE, "the default partition's bounds change")));
            at.catalog()
                    .foreignKeysTo(parent)
                    .forEach(reference -> effects.add(
                            drop.cascade()
                                    ? lock(
                                            reference.table(),
                                            LockMode.ACCESS_EXCLUSIVE,
                                            "its foreign key is dropped by CASCADE")
                                    : new Effect.Refused(
                                            "2BP01",
                                            "cannot drop table " + table.name().display()
                                                    + " because a foreign key of "
                                                    + reference.table().display() + " depends on it")));
        });
        for (Table each : at.withDescendants(table)) {
            at.sequencesOf(each.name())
                    .forEach(sequence -> effects.add(sequenceLock(
                            sequence.name(), LockMode.ACCESS_EXCLUSIVE, "goes with the table that owns it")));
        }
        at.childrenOf(table.name()).stream()
                .filter(child -> child.inherits().contains(table.name()) && !drop.cascade())
                .filter(child -> drop.names().stream().map(at::resolve).noneMatch(child.name()::equals))
                .forEach(child -> effects.add(new Effect.Refused(
                        "2BP01",
                        "cannot drop table " + table.name().display() + " because table "
                                + child.name().display() + " inherits from it")));
        for (Constraint constraint : table.constraints()) {
            constraint
                    .references()
                    .filter(target -> !target.equals(table.name()))
                    .flatMap(at::table)
                    .ifPresent(target -> referencedSide(target, at, effects));
        }
        at.catalog().foreignKeysTo(table.name()).stream()
                .filter(reference -> !reference.table().equals(table.name())
                        && drop.names().stream().map(at::resolve).noneMatch(reference.table()::equals)
                        && at.withDescendants(table).stream().map(Table::name).noneMatch(reference.table()::equals))
                .forEach(reference -> effects.add(
                        drop.cascade()
                                ? lock(
                                        reference.table(),
                                        LockMode.ACCESS_EXCLUSIVE,
                                        "its foreign key is dropped by CASCADE")
                                : new Effect.Refused(
                                        "2BP01",
                                        "cannot drop table " + table.name().display() + " because constraint "
                                                + reference.constraint().name() + " on table "
                                                + reference.table().display() + " depends on it")));
        effects.addAll(ViewEffects.dependants(table.name(), Optional.empty(), drop, at));
        effects.add(new Effect.DestroysData(
                table.name(), Optional.empty(), "every row of " + table.name().display()));
        effects.add(new Effect.BreaksRunningCode(
                table.name(), Optional.empty(), "code that still names the table fails with 42P01"));
        return effects;
    }

    /** The referenced table loses its triggers; before 15 a partitioned one was only locked partition by partition. */
    private static void referencedSide(Table target, Situation at, List<Effect> effects) {
        boolean partitioned = target.kind() == Table.Kind.PARTITIONED;
        for (Table each : at.withDescendants(target)) {
            if (!(partitioned && each.equals(target) && !at.version().atLeast(15))) {
                effects.add(lock(
                        each.name(),
                        LockMode.ACCESS_EXCLUSIVE,
                        "the referenced side of the dropped table's foreign key"));
            }
        }
    }

    static List<Effect> truncate(RelationStatement.Truncate truncate, Situation at) {
        List<Effect> effects = new ArrayList<>();
        Set<QualifiedName> named = new LinkedHashSet<>();
        truncate.tables().forEach(name -> named.add(at.resolve(name)));
        List<QualifiedName> todo = new ArrayList<>(truncate.tables());
        Set<QualifiedName> emptied = new LinkedHashSet<>();
        while (!todo.isEmpty()) {
            QualifiedName name = todo.removeFirst();
            Optional<Table> found = at.table(name);
            if (found.isEmpty()) {
                effects.add(at.unknownRelation(name));
                continue;
            }
            Situation reach = truncate.only().contains(name) ? at.onlyThis() : at;
            if (!at.version().atLeast(14)) {
                found.get()
                        .partitionOf()
                        .ifPresent(
                                parent -> effects.add(lock(parent, LockMode.ACCESS_SHARE, "the partition's parent")));
            }
            for (Table each : reach.withDescendants(found.get())) {
                if (emptied.add(each.name())) {
                    emptied(each, truncate, named, at, effects, todo);
                }
            }
        }
        return effects;
    }

    private static void emptied(
            Table table,
            RelationStatement.Truncate truncate,
            Set<QualifiedName> named,
            Situation at,
            List<Effect> effects,
            List<QualifiedName> todo) {
        effects.add(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "TRUNCATE"));
        effects.add(new Effect.DestroysData(
                table.name(), Optional.empty(), "every row of " + table.name().display()));
        if (truncate.restartIdentity()) {
            at.sequencesOf(table.name())
                    .forEach(sequence ->
                            effects.add(sequenceLock(sequence.name(), LockMode.ACCESS_EXCLUSIVE, "RESTART IDENTITY")));
        }
        for (Catalog.Reference reference : at.catalog().foreignKeysTo(table.name())) {
            if (reference.table().equals(table.name()) || named.contains(reference.table())) {
                continue;
            }
            if (truncate.cascade()) {
                todo.add(reference.table());
            } else {
                effects.add(
                        new Effect.Refused("0A000", "cannot truncate a table referenced in a foreign key constraint"));
            }
        }
    }

    /** Renaming takes ACCESS EXCLUSIVE for an instant; the harm is to the code that says the old name. */
    static List<Effect> rename(ObjectStatement.Rename rename, Situation at) {
        QualifiedName object = at.resolve(rename.object());
        Optional<Table> table = at.table(rename.object());
        if (table.isEmpty()) {
            return rename.ifExists() ? List.of() : List.of(at.unknownRelation(rename.object()));
        }
        List<Effect> effects = new ArrayList<>();
        for (Table each : rename.part().isPresent() ? at.withDescendants(table.get()) : List.of(table.get())) {
            effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, "RENAME"));
        }
        boolean constraint = rename.kind() == dev.lockkeeper.sql.ObjectKind.CONSTRAINT;
        if (rename.part().isEmpty()
                && at.catalog()
                        .resolve(table.get().name().sibling(rename.newName()))
                        .isPresent()) {
            effects.add(new Effect.Refused("42P07", "relation \"" + rename.newName() + "\" already exists"));
        }
        if (rename.part().isPresent()
                && !constraint
                && table.get().column(rename.newName()).isPresent()) {
            effects.add(new Effect.Refused("42701", "column \"" + rename.newName() + "\" already exists"));
        }
        if (rename.part().isPresent()
                && !constraint
                && !table.get().columnsUnknown()
                && table.get().column(rename.part().get()).isEmpty()) {
            effects.add(
                    AlterTableEffects.unknownColumn(table.get(), rename.part().get()));
        }
        if (rename.part().isPresent()
                && !constraint
                && ColumnEffects.inherited(table.get(), rename.part().get(), at)) {
            effects.add(new Effect.Refused(
                    "42P16", "cannot rename inherited column \"" + rename.part().get() + '"'));
        }
        if (rename.part().isPresent() && !constraint && table.get().ofType().isPresent()) {
            effects.add(CompositeEffects.typedTable(table.get()));
        }
        if (!constraint) {
            effects.add(new Effect.BreaksRunningCode(
                    object,
                    rename.part(),
                    rename.part().isPresent()
                            ? "code that says the old name fails with 42703 from this commit on"
                            : "code that says the old name fails with 42P01 from this commit on"));
        }
        return effects;
    }
}
