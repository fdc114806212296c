package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.indexLock;
import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whole tables: created, dropped, truncated, renamed (dryrun.md §5). */
final class TableEffects {
    private TableEffects() {}

    static List<Effect> create(Statement.CreateTable create, Situation at) {
        List<Effect> effects = new ArrayList<>();
        if (at.table(create.table()).isPresent()) {
            return create.ifNotExists()
                    ? List.of()
                    : List.of(new Effect.Refused(
                            "42P07", "relation \"" + create.table().name() + "\" already exists"));
        }
        Stream<ConstraintDefinition> inline =
                create.columns().stream().flatMap((ColumnDefinition column) -> column.constraints().stream());
        Stream.concat(inline, create.constraints().stream())
                .flatMap(constraint -> constraint.references().stream())
                .filter(target -> !target.name().equals(create.table().name()))
                .forEach(target -> {
                    if (at.table(target).isEmpty()) {
                        effects.add(at.unknownRelation(target));
                    }
                    effects.add(lock(
                            at.resolve(target),
                            LockMode.SHARE_ROW_EXCLUSIVE,
                            "the referenced side of the new table's foreign key"));
                    at.indexesOf(at.resolve(target))
                            .filter(index -> index.primary() || index.unique())
                            .forEach(index -> effects.add(
                                    indexLock(index.name(), LockMode.ACCESS_SHARE, "the key that is referenced")));
                });
        create.partitionOf().ifPresent(parent -> {
            Optional<Table> found = at.table(parent);
            if (found.isEmpty()) {
                effects.add(at.unknownRelation(parent));
                return;
            }
            effects.add(lock(found.get().name(), LockMode.ACCESS_EXCLUSIVE, "CREATE TABLE … PARTITION OF"));
            PartitionEffects.defaultPartition(found.get(), at, effects, "CREATE TABLE … PARTITION OF");
        });
        for (QualifiedName parent : create.inherits()) {
            effects.add(new Effect.Unmodelled("CREATE TABLE … INHERITS " + parent.display()));
        }
        for (QualifiedName source : create.like()) {
            effects.add(lock(at.resolve(source), LockMode.ACCESS_SHARE, "LIKE reads its definition"));
        }
        return effects;
    }

    static List<Effect> drop(QualifiedName name, Statement.Drop drop, Situation at) {
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
        table.partitionOf()
                .ifPresent(parent ->
                        effects.add(lock(parent, LockMode.ACCESS_EXCLUSIVE, "the parent of the dropped partition")));
        for (Constraint constraint : table.constraints()) {
            constraint
                    .references()
                    .filter(target -> !target.equals(table.name()))
                    .ifPresent(target -> effects.add(lock(
                            target,
                            LockMode.ACCESS_EXCLUSIVE,
                            "the referenced side of the dropped table's foreign key")));
        }
        at.catalog().foreignKeysTo(table.name()).stream()
                .filter(reference ->
                        !reference.table().equals(table.name()) && !drop.names().contains(reference.table()))
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
        at.catalog()
                .viewsReading(table.name(), Optional.empty())
                .forEach(view -> effects.add(
                        drop.cascade()
                                ? new Effect.DestroysData(
                                        view.name(),
                                        Optional.empty(),
                                        "view " + view.name().display() + " is dropped by CASCADE")
                                : new Effect.Refused(
                                        "2BP01",
                                        "cannot drop table " + table.name().display() + " because view "
                                                + view.name().display() + " depends on it")));
        effects.add(new Effect.DestroysData(
                table.name(), Optional.empty(), "every row of " + table.name().display()));
        effects.add(new Effect.BreaksRunningCode(
                table.name(), Optional.empty(), "code that still names the table fails with 42P01"));
        return effects;
    }

    static List<Effect> truncate(Statement.Truncate truncate, Situation at) {
        List<Effect> effects = new ArrayList<>();
        for (QualifiedName name : truncate.tables()) {
            Optional<Table> found = at.table(name);
            if (found.isEmpty()) {
                effects.add(at.unknownRelation(name));
                continue;
            }
            for (Table each : at.withDescendants(found.get())) {
                effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, "TRUNCATE"));
            }
            at.catalog().foreignKeysTo(found.get().name()).stream()
                    .filter(reference -> !truncate.tables().contains(reference.table())
                            && !reference.table().equals(found.get().name()))
                    .forEach(reference -> effects.add(
                            truncate.cascade()
                                    ? lock(reference.table(), LockMode.ACCESS_EXCLUSIVE, "is truncated by CASCADE")
                                    : new Effect.Refused(
                                            "0A000",
                                            "cannot truncate a table referenced in a foreign key constraint")));
            effects.add(new Effect.DestroysData(
                    found.get().name(),
                    Optional.empty(),
                    "every row of " + found.get().name().display()));
        }
        return effects;
    }

    /** Renaming takes ACCESS EXCLUSIVE for an instant; the harm is to the code that says the old name. */
    static List<Effect> rename(Statement.Rename rename, Situation at) {
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
        if (rename.part().isPresent()
                && !constraint
                && !table.get().columnsUnknown()
                && table.get().column(rename.part().get()).isEmpty()) {
            effects.add(
                    AlterTableEffects.unknownColumn(table.get(), rename.part().get()));
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
