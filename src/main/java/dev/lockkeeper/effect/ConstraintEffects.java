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
            case UNIQUE, PRIMARY_KEY -> unique(effects, table, constraint, at);
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
                effects.add(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "ADD NOT NULL"));
                boolean proven = constraint.columns().stream().allMatch(table::provenNotNull);
                if (checksRows && !proven) {
                    constraint.columns().forEach(column -> effects.addAll(nullScan(table, column, at)));
                }
            }
        }
        return effects;
    }

    private static void check(
            List<Effect> effects, Table table, ConstraintDefinition constraint, Situation at, boolean checksRows) {
        for (Table each : at.withDescendants(table)) {
            effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, "ADD CHECK"));
            if (checksRows) {
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
        effects.add(lock(target, LockMode.SHARE_ROW_EXCLUSIVE, "the referenced side of ADD FOREIGN KEY"));
        if (at.version().atLeast(14)) {
            at.indexesOf(target)
                    .filter(index -> index.primary() || index.unique())
                    .forEach(index ->
                            effects.add(indexLock(index.name(), LockMode.ACCESS_SHARE, "the key that is referenced")));
        }
        if (checksRows) {
            effects.add(new Effect.ScansTable(table.name(), 1, "looks up each row's key"));
            effects.add(new Effect.ScansTable(target, 1, "is joined with the referencing rows"));
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

    private static void unique(List<Effect> effects, Table table, ConstraintDefinition constraint, Situation at) {
        boolean primary = constraint.kind() == ConstraintDefinition.Kind.PRIMARY_KEY;
        String command = primary ? "ADD PRIMARY KEY" : "ADD UNIQUE";
        for (Table each : at.withDescendants(table)) {
            effects.add(lock(each.name(), LockMode.ACCESS_EXCLUSIVE, command));
        }
        List<String> columns = constraint.index().isPresent()
                ? at.indexesOf(table.name())
                        .filter(i -> i.name().name().equals(constraint.index().get()))
                        .findFirst()
                        .map(i -> i.leadingColumns())
                        .orElse(List.of())
                : constraint.columns();
        List<String> nullable =
                primary ? columns.stream().filter(c -> !table.provenNotNull(c)).toList() : List.of();
        if (constraint.index().isPresent()) {
            effects.add(indexLock(
                    table.name().sibling(constraint.index().get()),
                    LockMode.SHARE_UPDATE_EXCLUSIVE,
                    "becomes the constraint's index"));
        } else {
            effects.add(
                    new Effect.BuildsIndex(table.name(), constraint.name().orElse("the constraint's index"), false));
            effects.add(new Effect.ScansTable(table.name(), 1, "builds the index"));
            boolean nullsEqual = ConstraintDefinition.says(constraint.sql(), "NULLS NOT DISTINCT");
            effects.add(duplicates(
                    table,
                    columns,
                    constraint.name(),
                    Violations.duplicates(table, Violations.keys(columns), Optional.empty(), nullsEqual, at)));
        }
        nullable.forEach(column -> effects.addAll(nullScan(table, column, at)));
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
        if (constraint.validated()) {
            return effects;
        }
        effects.add(new Effect.ScansTable(table.name(), 1, "checks each row that was there before"));
        switch (constraint.kind()) {
            case FOREIGN_KEY -> {
                QualifiedName target = constraint.references().orElse(table.name());
                effects.add(lock(target, LockMode.ROW_SHARE, "the referenced side of VALIDATE"));
                effects.add(new Effect.ScansTable(target, 1, "is joined with the referencing rows"));
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
            case UNIQUE, PRIMARY_KEY, EXCLUDE ->
                effects.add(new Effect.Refused("42809", "constraint \"" + name + "\" cannot be validated"));
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
                .ifPresent(target ->
                        effects.add(lock(target, LockMode.ACCESS_EXCLUSIVE, "the referenced side of DROP CONSTRAINT")));
        boolean key = switch (found.get().kind()) {
            case UNIQUE, PRIMARY_KEY -> true;
            case CHECK, FOREIGN_KEY, EXCLUDE, NOT_NULL -> false;
        };
        if (key) {
            at.catalog()
                    .foreignKeysTo(table.name())
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
