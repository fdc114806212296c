package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.indexLock;
import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ConstraintDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adding, validating and dropping constraints; every line measured on 12 to 18 (dryrun.md §5). */
final class ConstraintEffects {
    private ConstraintEffects() {}

    /** {@code nothingToCheck} is true for an inline foreign key on a column that is NULL in every row. */
    static List<Effect> added(Table table, ConstraintDefinition constraint, Situation at, boolean nothingToCheck) {
        boolean checksRows = !constraint.notValid() && !constraint.notEnforced() && !nothingToCheck;
        List<Effect> effects = new ArrayList<>();
        switch (constraint.kind()) {
            case CHECK -> check(effects, table, constraint, at, checksRows);
            case FOREIGN_KEY -> foreignKey(effects, table, constraint, at, checksRows);
            case UNIQUE, PRIMARY_KEY -> KeyEffects.added(effects, table, constraint, at);
            case EXCLUDE -> {
                effects.add(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "ADD EXCLUDE"));
                effects.add(
                        new Effect.BuildsIndex(table.name(), constraint.name().orElse("the exclusion index"), false));
                effects.add(
                        new Effect.ScansTable(table.name(), 2, "builds the index, then looks for conflicting rows"));
                effects.add(new Effect.FailsOnData(
                        table.name(),
                        constraint.columns(),
                        "23P01",
                        "could not create exclusion constraint",
                        false,
                        Optional.empty()));
            }
            case NOT_NULL -> {
                for (Table each : at.withDescendants(table)) {
                    effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, "ADD NOT NULL"));
                }
                boolean proven = constraint.columns().stream().allMatch(table::provenNotNull);
                boolean there = constraint.columns().stream()
                        .anyMatch(column -> table.column(column)
                                .filter(c -> c.notNull() && c.origin() == dev.lockkeeper.catalog.Origin.EXISTING)
                                .isPresent());
                if (there && constraint.name().isPresent()) {
                    effects.add(new Effect.Refused("55000", "the column has a not-null constraint of another name"));
                }
                if (checksRows && !proven) {
                    constraint
                            .columns()
                            .forEach(column ->
                                    at.withFiles(table).forEach(each -> effects.addAll(nullScan(each, column, at))));
                }
            }
        }
        return effects;
    }

    private static void check(
            List<Effect> effects, Table table, ConstraintDefinition constraint, Situation at, boolean checksRows) {
        // NO INHERIT stays on the table; from 18 on the children are locked all the same.
        boolean alone = constraint.noInherit();
        if (at.only() && !alone && !at.childrenOf(table.name()).isEmpty()) {
            effects.add(new Effect.Refused("42P16", "constraint must be added to child tables too"));
        }
        for (Table each : alone && !at.version().atLeast(18) ? List.of(table) : at.withDescendants(table)) {
            effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, "ADD CHECK"));
            boolean scanned = each.equals(table) || !alone;
            if (checksRows && scanned && each.kind() != Table.Kind.PARTITIONED) {
                effects.add(new Effect.ScansTable(each.name(), 1, "checks each row"));
            }
        }
        if (checksRows) {
            effects.add(checkFails(
                    table.name(),
                    constraint.name(),
                    constraint.columns(),
                    Violations.check(table, constraint.check(), constraint.sql(), at)));
        }
    }

    private static Effect checkFails(
            QualifiedName table, Optional<String> name, List<String> columns, Optional<String> query) {
        return new Effect.FailsOnData(
                table,
                columns,
                "23514",
                "check constraint " + name.map(n -> '"' + n + "\" ").orElse("") + "is violated by some row",
                false,
                query);
    }

    private static void foreignKey(
            List<Effect> effects, Table table, ConstraintDefinition constraint, Situation at, boolean checksRows) {
        QualifiedName target = at.resolve(constraint.references().orElse(table.name()));
        if (at.table(target).isEmpty()) {
            effects.add(at.unknownRelation(target));
        }
        if (constraint.notValid()
                && table.kind() == Table.Kind.PARTITIONED
                && !at.version().atLeast(18)) {
            effects.add(new Effect.Refused(
                    "42809",
                    "cannot add NOT VALID foreign key on partitioned table \""
                            + table.name().name() + "\" before PostgreSQL 18"));
        }
        for (Table each : at.withDescendants(table)) {
            effects.add(lock(each.name(), LockMode.SHARE_ROW_EXCLUSIVE, "ADD FOREIGN KEY"));
        }
        if (constraint.references().isPresent() && !referencesKey(target, constraint, at)) {
            effects.add(new Effect.Refused(
                    "42830",
                    "there is no unique constraint matching given keys for referenced table \"" + target.name() + '"'));
        }
        List<Table> targets = at.table(target).map(at::withDescendants).orElse(List.of());
        targets.forEach(each ->
                effects.add(lock(each.name(), LockMode.SHARE_ROW_EXCLUSIVE, "the referenced side of ADD FOREIGN KEY")));
        if (at.version().atLeast(14)) {
            at.indexesOf(target)
                    .filter(index -> index.primary() || index.unique())
                    .forEach(index ->
                            effects.add(indexLock(index.name(), LockMode.ACCESS_SHARE, "the key that is referenced")));
        }
        if (checksRows) {
            at.withFiles(table)
                    .forEach(each -> effects.add(new Effect.ScansTable(each.name(), 1, "looks up each row's key")));
            // Without a row that refers to one there is nothing to join.
            (at.empty(table) ? List.<Table>of() : targets)
                    .stream()
                            .filter(each -> each.kind() != Table.Kind.PARTITIONED)
                            .forEach(each -> effects.add(
                                    new Effect.ScansTable(each.name(), 1, "is joined with the referencing rows")));
            effects.add(orphans(
                    table,
                    target,
                    constraint.name(),
                    constraint.columns(),
                    constraint.referencedColumns(),
                    constraint.sql(),
                    at));
        }
    }

    private static Effect orphans(
            Table table,
            QualifiedName target,
            Optional<String> name,
            List<String> columns,
            List<String> referenced,
            String sql,
            Situation at) {
        return new Effect.FailsOnData(
                table.name(),
                columns,
                "23503",
                "insert or update on table \"" + table.name().name() + "\" violates foreign key constraint"
                        + name.map(n -> " \"" + n + '"').orElse(""),
                false,
                Violations.orphans(table, target, columns, referenced, sql, at));
    }

    /** The referenced columns are a key of their table; nothing is said of what is not known. */
    static boolean referencesKey(QualifiedName target, ConstraintDefinition constraint, Situation at) {
        Optional<Table> table =
                at.table(target).filter(t -> !t.columnsUnknown() && !t.columns().isEmpty());
        if (table.isEmpty() || !at.known()) {
            return true;
        }
        List<String> keys = constraint.referencedColumns();
        return keys.isEmpty()
                ? table.get().primaryKey().isPresent()
                : at.indexesOf(target)
                        .anyMatch(index -> index.unique()
                                && index.where().isEmpty()
                                && index.leadingColumns().size() == index.keys().size()
                                && java.util.Set.copyOf(index.leadingColumns()).equals(java.util.Set.copyOf(keys)));
    }

    /** ALTER CONSTRAINT: ACCESS EXCLUSIVE on the table; whether a key is enforced changes the referenced table too. */
    static List<Effect> altered(Table table, dev.lockkeeper.sql.AlterAction.AlterConstraint alter, Situation at) {
        List<Effect> effects = new ArrayList<>();
        at.withDescendants(table)
                .forEach(each -> effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, "ALTER CONSTRAINT")));
        Optional<Constraint> found = table.constraint(alter.constraint());
        if (found.isEmpty() && !table.columnsUnknown() && at.known()) {
            effects.add(new Effect.Refused(
                    "42704",
                    "constraint \"" + alter.constraint() + "\" of relation \""
                            + table.name().name() + "\" does not exist"));
        }
        if (alter.enforceability()) {
            found.flatMap(Constraint::references).ifPresent(target -> {
                effects.add(lock(target, LockMode.ACCESS_EXCLUSIVE, "the referenced side of ALTER CONSTRAINT"));
                if (alter.enforced()) {
                    effects.add(new Effect.ScansTable(table.name(), 1, "looks up each row's key"));
                    effects.add(new Effect.ScansTable(target, 1, "is joined with the referencing rows"));
                }
            });
        }
        return effects;
    }

    static Effect duplicates(Table table, List<String> columns, Optional<String> name, Optional<String> query) {
        return new Effect.FailsOnData(
                table.name(),
                columns,
                "23505",
                "could not create unique index" + name.map(n -> " \"" + n + '"').orElse(""),
                false,
                query);
    }

    /** The scan of SET NOT NULL and the failure it may find. */
    static List<Effect> nullScan(Table table, String column, Situation at) {
        String relation =
                at.version().atLeast(13) ? " of relation \"" + table.name().name() + '"' : "";
        return List.of(
                new Effect.ScansTable(table.name(), 1, "looks for NULL in " + column),
                new Effect.FailsOnData(
                        table.name(),
                        List.of(column),
                        "23502",
                        "column \"" + column + '"' + relation + " contains null values",
                        false,
                        Optional.of(Violations.nulls(table, column))));
    }

    static List<Effect> validated(Table table, String name, Situation at) {
        List<Effect> effects = new ArrayList<>();
        for (Table each : at.withDescendants(table)) {
            effects.add(lock(each.name(), LockMode.SHARE_UPDATE_EXCLUSIVE, "VALIDATE CONSTRAINT"));
        }
        Optional<Constraint> found = table.constraint(name);
        if (found.isEmpty() && table.columnsUnknown()) {
            effects.add(new Effect.ScansTable(table.name(), 1, "checks each row that was there before"));
            return effects;
        }
        if (found.isEmpty()) {
            effects.add(new Effect.Refused(
                    "42704",
                    "constraint \"" + name + "\" of relation \"" + table.name().name() + "\" does not exist"));
            return effects;
        }
        Constraint constraint = found.get();
        boolean index = switch (constraint.kind()) {
            case UNIQUE, PRIMARY_KEY, EXCLUDE -> true;
            case CHECK, FOREIGN_KEY, NOT_NULL -> false;
        };
        if (index) {
            effects.add(new Effect.Refused("42809", "constraint \"" + name + "\" cannot be validated"));
        }
        if (constraint.validated()) {
            return effects;
        }
        if (!constraint.enforced()) {
            effects.add(new Effect.Refused("55000", "cannot validate NOT ENFORCED constraint"));
            return effects;
        }
        at.withFiles(table)
                .forEach(each ->
                        effects.add(new Effect.ScansTable(each.name(), 1, "checks each row that was there before")));
        switch (constraint.kind()) {
            case FOREIGN_KEY -> {
                QualifiedName target = constraint.references().orElse(table.name());
                effects.add(lock(target, LockMode.ROW_SHARE, "the referenced side of VALIDATE"));
                if (!at.empty(table)) {
                    effects.add(new Effect.ScansTable(target, 1, "is joined with the referencing rows"));
                }
                effects.add(orphans(
                        table,
                        target,
                        Optional.of(name),
                        constraint.columns(),
                        constraint.referencedColumns(),
                        constraint.sql(),
                        at));
            }
            case NOT_NULL -> effects.addAll(nullScan(table, constraint.columns().getFirst(), at));
            case CHECK ->
                effects.add(checkFails(
                        table.name(),
                        Optional.of(name),
                        constraint.columns(),
                        Violations.check(table, constraint.check(), constraint.sql(), at)));
            case UNIQUE, PRIMARY_KEY, EXCLUDE -> {}
        }
        return effects;
    }

    static List<Effect> dropped(Table table, String name, boolean ifExists, boolean cascade, Situation at) {
        List<Effect> effects = new ArrayList<>();
        for (Table each : at.withDescendants(table)) {
            effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, "DROP CONSTRAINT"));
        }
        Optional<Constraint> found = table.constraint(name);
        if (found.isEmpty()) {
            if (!ifExists && !table.columnsUnknown()) {
                effects.add(new Effect.Refused(
                        "42704",
                        "constraint \"" + name + "\" of relation \""
                                + table.name().name() + "\" does not exist"));
            }
            return effects;
        }
        found.get()
                .references()
                .flatMap(at::table)
                .ifPresent(target -> at.withDescendants(target)
                        .forEach(each -> effects.add(lock(
                                each.name(), LockMode.ACCESS_EXCLUSIVE, "the referenced side of DROP CONSTRAINT"))));
        boolean key = switch (found.get().kind()) {
            case UNIQUE, PRIMARY_KEY -> true;
            case CHECK, FOREIGN_KEY, EXCLUDE, NOT_NULL -> false;
        };
        if (key) {
            at.catalog().foreignKeysTo(table.name()).stream()
                    .filter(reference -> ColumnEffects.referencedColumns(table, reference)
                            .equals(found.get().columns()))
                    .forEach(reference -> effects.add(
                            cascade
                                    ? lock(
                                            reference.table(),
                                            LockMode.ACCESS_EXCLUSIVE,
                                            "its foreign key is dropped by CASCADE")
                                    : new Effect.Refused(
                                            "2BP01",
                                            "cannot drop constraint " + name + " because foreign keys of "
                                                    + reference.table().display() + " may depend on it")));
        }
        return effects;
    }
}
