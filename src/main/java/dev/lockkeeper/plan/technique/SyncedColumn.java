package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Sequence;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import java.util.List;
import java.util.Optional;

/**
 * A second column that a trigger keeps equal to the first: the tool of renames and type changes. No view reads it, and
 * its value is not generated.
 */
record SyncedColumn(Table table, Column column, String twin) {
    private static final String SCHEMA = "lockkeeper";

    /** Only a plain column: no default, key, constraint or index hangs on it. */
    static Optional<SyncedColumn> of(StatementEffects at, Table table, String name, String twin) {
        return keyed(at, table, name, twin)
                .filter(synced -> synced.column().defaultValue().isEmpty()
                        && !synced.column().identity()
                        && !synced.column().type().serial()
                        && table.constraints().stream()
                                .noneMatch(c -> c.columns().contains(name))
                        && at.before().indexesOf(table.name()).stream()
                                .noneMatch(index -> index.sql().contains(name)));
    }

    /** Also with a default, keys, constraints and indexes, which get twins of their own: {@link ColumnTwins}. */
    static Optional<SyncedColumn> keyed(StatementEffects at, Table table, String name, String twin) {
        Optional<Column> column = table.column(name);
        boolean possible = column.isPresent()
                && column.get().generated() == GeneratedKind.NONE
                && table.column(twin).isEmpty()
                && table.kind() == Table.Kind.TABLE
                && table.partitionOf().isEmpty()
                && table.inherits().isEmpty()
                && at.before().childrenOf(table.name()).isEmpty()
                && at.before().viewsReading(table.name(), Optional.of(name)).isEmpty();
        return possible ? Optional.of(new SyncedColumn(table, column.get(), twin)) : Optional.empty();
    }

    /** The sequence that the column owns. */
    Optional<Sequence> sequence(Catalog catalog) {
        return catalog.sequenceOf(table.name(), column.name());
    }

    /** The type of its values: {@code integer} of a serial column. */
    String type() {
        return switch (column.type().name()) {
            case "bigserial", "serial8" -> "bigint";
            case "serial", "serial4" -> "integer";
            case "smallserial", "serial2" -> "smallint";
            default -> column.type().sql();
        };
    }

    String quoted() {
        return Identifiers.quote(column.name());
    }

    String quotedTwin() {
        return Identifiers.quote(twin);
    }

    private String name(String prefix) {
        return Identifiers.derive(prefix + table.name().name() + "_" + column.name(), "");
    }

    /** The trigger's name, also of its function in schema {@code lockkeeper}. */
    String trigger(String prefix) {
        return Identifiers.quote(name(prefix));
    }

    /** Function and trigger whose body is {@code body}. */
    List<String> install(String prefix, String body) {
        String function = SCHEMA + "." + trigger(prefix) + "()";
        return List.of(
                "CREATE SCHEMA IF NOT EXISTS " + SCHEMA,
                "CREATE OR REPLACE FUNCTION " + function + " RETURNS trigger LANGUAGE plpgsql AS $lockkeeper$\nBEGIN\n"
                        + body + "\n  RETURN NEW;\nEND\n$lockkeeper$",
                "CREATE TRIGGER " + trigger(prefix) + " BEFORE INSERT OR UPDATE ON "
                        + table.name().sql() + " FOR EACH ROW EXECUTE FUNCTION " + function);
    }

    List<String> remove(String prefix) {
        return List.of(
                "DROP TRIGGER IF EXISTS " + trigger(prefix) + " ON "
                        + table.name().sql(),
                "DROP FUNCTION IF EXISTS " + SCHEMA + "." + trigger(prefix) + "()");
    }

    /** The name PostgreSQL 18 gives the NOT NULL constraint of a column; RENAME keeps the old one. */
    String notNullName(String of) {
        return Identifiers.quote(Identifiers.derive(table.name().name() + "_" + of, "_not_null"));
    }

    String alter(String action) {
        return "ALTER TABLE " + table.name().sql() + " " + action;
    }
}
