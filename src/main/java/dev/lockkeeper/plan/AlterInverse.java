package dev.lockkeeper.plan;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ConstraintDefinition;
import java.util.Optional;
import java.util.stream.Collectors;

/** The way back of one ALTER TABLE action. */
final class AlterInverse {
    private AlterInverse() {}

    static Rollback of(AlterAction action, Table before, Catalog catalog, Catalog afterCatalog) {
        Table after = afterCatalog.table(before.name()).orElse(before);
        return switch (action) {
            case AlterAction.AddColumn add ->
                before.column(add.column().name()).isPresent()
                        ? new Rollback.Nothing("the column was there already")
                        : alter(
                                before,
                                "DROP COLUMN IF EXISTS "
                                        + Identifiers.quote(add.column().name()));
            case AlterAction.AddConstraint add -> addedConstraint(add, before, after);
            case AlterAction.ValidateConstraint validate ->
                new Rollback.Nothing("a validated constraint needs no way back; it goes with the constraint");
            case AlterAction.DropConstraint drop ->
                before.constraint(drop.constraint())
                        .map(old -> restored(before, old))
                        .orElseGet(() -> new Rollback.Nothing("the constraint was not there"));
            case AlterAction.SetDefault set -> oldDefault(before, set.column());
            case AlterAction.DropDefault drop -> oldDefault(before, drop.column());
            case AlterAction.SetNotNull set ->
                before.column(set.column()).map(Column::notNull).orElse(false)
                        ? new Rollback.Nothing("the column was NOT NULL already")
                        : alter(before, "ALTER COLUMN " + Identifiers.quote(set.column()) + " DROP NOT NULL");
            case AlterAction.DropNotNull drop ->
                before.column(drop.column()).map(Column::notNull).orElse(false)
                        ? alter(before, "ALTER COLUMN " + Identifiers.quote(drop.column()) + " SET NOT NULL")
                        : new Rollback.Nothing("the column was nullable already");
            case AlterAction.AlterType type ->
                before.column(type.column())
                        .map(old -> alter(
                                before,
                                "ALTER COLUMN " + Identifiers.quote(type.column()) + " TYPE "
                                        + old.type().sql()))
                        .orElseGet(() -> new Rollback.Irreversible("the old type is not known"));
            case AlterAction.DropColumn drop ->
                before.column(drop.column()).isPresent()
                        ? new Rollback.Irreversible(
                                "every value of " + before.name().display() + "." + drop.column())
                        : new Rollback.Nothing("the column was not there");
            case AlterAction.SetTriggerState set ->
                new Rollback.Irreversible("the former state of the triggers is not recorded");
            case AlterAction.SetRowSecurity set ->
                alter(before, (set.enable() ? "DISABLE" : "ENABLE") + " ROW LEVEL SECURITY");
            case AlterAction.SetInheritance set ->
                alter(
                        before,
                        (set.add() ? "NO INHERIT " : "INHERIT ") + set.parent().sql());
            case AlterAction.AttachPartition attach ->
                alter(before, "DETACH PARTITION " + attach.partition().sql());
            case AlterAction.DetachPartition detach ->
                catalog.table(detach.partition())
                        .flatMap(Table::bound)
                        .flatMap(PartitionBounds::of)
                        .map(bound -> alter(
                                before, "ATTACH PARTITION " + detach.partition().sql() + " " + bound))
                        .orElseGet(() -> new Rollback.Irreversible("the bounds of the partition are not known"));
            default -> new Rollback.Irreversible("no way back is known for " + action.sql());
        };
    }

    private static Rollback alter(Table table, String action) {
        return Inverse.undo("ALTER TABLE " + table.name().sql() + " " + action);
    }

    private static Rollback addedConstraint(AlterAction.AddConstraint add, Table before, Table after) {
        Optional<Constraint> added = after.constraints().stream()
                .filter(constraint -> before.constraint(constraint.name()).isEmpty())
                .findFirst();
        boolean notNull = add.constraint().kind() == ConstraintDefinition.Kind.NOT_NULL;
        if (notNull && added.isEmpty()) {
            return alter(
                    before,
                    "ALTER COLUMN "
                            + Identifiers.quote(add.constraint().columns().getFirst()) + " DROP NOT NULL");
        }
        return added.map(constraint ->
                        alter(before, "DROP CONSTRAINT IF EXISTS " + Identifiers.quote(constraint.name())))
                .orElseGet(() -> new Rollback.Nothing("the constraint was there already"));
    }

    private static Rollback restored(Table table, Constraint old) {
        String body = old.sql().strip().replaceFirst("(?is)^constraint\\s+(\"(?:[^\"]|\"\")*\"|\\S+)\\s+", "");
        String add = "ADD CONSTRAINT " + Identifiers.quote(old.name()) + " " + asTableConstraint(old, body);
        boolean deferredCheck = switch (old.kind()) {
            case CHECK, FOREIGN_KEY -> !body.toUpperCase(java.util.Locale.ROOT).contains("NOT VALID");
            case UNIQUE, PRIMARY_KEY, EXCLUDE, NOT_NULL -> false;
        };
        String alter = "ALTER TABLE " + table.name().sql() + " ";
        return deferredCheck
                ? new Rollback.Undo(
                        java.util.List.of(
                                alter + add + " NOT VALID",
                                alter + "VALIDATE CONSTRAINT " + Identifiers.quote(old.name())),
                        TransactionMode.AUTOCOMMIT)
                : Inverse.undo(alter + add);
    }

    private static Rollback oldDefault(Table table, String column) {
        return table.column(column)
                .flatMap(Column::defaultValue)
                .map(old -> alter(table, "ALTER COLUMN " + Identifiers.quote(column) + " SET DEFAULT " + old.sql()))
                .orElseGet(() -> alter(table, "ALTER COLUMN " + Identifiers.quote(column) + " DROP DEFAULT"));
    }

    /** A constraint written inline at its column names no columns of its own: a table constraint must. */
    private static String asTableConstraint(Constraint constraint, String body) {
        String columns = constraint.columns().stream().map(Identifiers::quote).collect(Collectors.joining(", "));
        String lower = body.toLowerCase(java.util.Locale.ROOT);
        return switch (constraint.kind()) {
            case FOREIGN_KEY -> lower.startsWith("references") ? "FOREIGN KEY (" + columns + ") " + body : body;
            case UNIQUE -> lower.contains("(") ? body : "UNIQUE (" + columns + ")";
            case PRIMARY_KEY -> lower.contains("(") ? body : "PRIMARY KEY (" + columns + ")";
            case CHECK, EXCLUDE -> body;
            case NOT_NULL -> "NOT NULL " + columns;
        };
    }
}
