package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import java.util.List;
import java.util.Optional;

/**
 * A second column that a trigger keeps equal to the first: the tool of renames and type changes. Only plain columns
 * qualify: no default, key, constraint, index, view or generated value hangs on them.
 */
record SyncedColumn(Table table, Column column, String twin) {
    private static final String SCHEMA = "lockkeeper";

    static Optional<SyncedColumn> of(StatementEffects at, Table table, String name, String twin) {
        Optional<Column> column = table.column(name);
        boolean plain = column.isPresent()
                && column.get().defaultValue().isEmpty()
                && !column.get().identity()
                && column.get().generated() == GeneratedKind.NONE
                && table.column(twin).isEmpty()
                && table.kind() == Table.Kind.TABLE
                && table.partitionOf().isEmpty()
                && table.constraints().stream().noneMatch(c -> c.columns().contains(name))
                && at.before().indexesOf(table.name()).stream()
                        .noneMatch(index -> index.sql().contains(name))
                && at.before().viewsReading(table.name(), Optional.of(name)).isEmpty();
        return plain ? Optional.of(new SyncedColumn(table, column.get(), twin)) : Optional.empty();
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
