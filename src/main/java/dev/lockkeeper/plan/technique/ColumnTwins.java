package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.sql.ConstraintDefinition.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What hangs on a column, once more for its twin, online: indexes, unique and primary keys, CHECKs, foreign keys of the
 * table and to it. When the old column is dropped, each twin takes the name of what went with it.
 *
 * @param twins in the order they are built: a foreign key to the table needs the twin of its unique index
 */
record ColumnTwins(SyncedColumn synced, List<Twin> twins) {
    private static final String SUFFIX = "_new";
    private static final String TABLE_NAME =
            "(?is)^.*?\\bon\\s+(only\\s+)?((\"[^\"]+\"|[\\w$]+)\\s*\\.\\s*)?(\"[^\"]+\"|[\\w$]+)";

    ColumnTwins {
        twins = List.copyOf(twins);
    }

    /** Empty where something hangs on the column that cannot be doubled: an exclusion, a deferrable key, an INVALID index. */
    static Optional<ColumnTwins> of(Catalog catalog, SyncedColumn synced) {
        Table table = synced.table();
        String column = synced.column().name();
        List<Twin> found = new ArrayList<>();
        List<Twin> keys = new ArrayList<>();
        for (Index index : catalog.indexesOf(table.name())) {
            String tail = behindTable(index.sql());
            if (index.constraint().isPresent()
                    || ColumnInText.replace(tail, column, synced.twin()).equals(tail)) {
                continue;
            }
            if (!index.valid()) {
                return Optional.empty();
            }
            found.add(new Twin.PlainIndex(
                    table.name(),
                    index.name().name(),
                    index.unique(),
                    ColumnInText.replace(tail, column, synced.twin())));
        }
        for (Constraint constraint : table.constraints()) {
            Set<String> checked =
                    constraint.check().map(check -> check.columns()).orElse(Set.of());
            if (!constraint.columns().contains(column) && !checked.contains(column)) {
                continue;
            }
            Optional<Twin> twin = own(table, constraint, synced);
            switch (constraint.kind()) {
                case NOT_NULL -> {}
                case PRIMARY_KEY, UNIQUE, CHECK, FOREIGN_KEY, EXCLUDE -> {
                    if (twin.isEmpty()) {
                        return Optional.empty();
                    }
                    (twin.get() instanceof Twin.Key ? found : keys).add(twin.get());
                }
            }
        }
        found.addAll(keys);
        for (Catalog.Reference reference : catalog.foreignKeysTo(table.name())) {
            Constraint key = reference.constraint();
            List<String> target = key.referencedColumns().isEmpty()
                    ? table.primaryKey().map(Constraint::columns).orElse(List.of())
                    : key.referencedColumns();
            if (reference.table().equals(table.name()) && target.contains(column)) {
                return Optional.empty();
            }
            if (target.contains(column)) {
                found.add(new Twin.Rule(
                        reference.table(),
                        key.name(),
                        Twin.foreignKey(key, key.columns(), table.name(), swapped(target, column, synced.twin()))));
            }
        }
        boolean free = found.stream()
                .allMatch(twin ->
                        catalog.resolve(twin.table().sibling(twin.newName())).isEmpty());
        return free ? Optional.of(new ColumnTwins(synced, found)) : Optional.empty();
    }

    private static Optional<Twin> own(Table table, Constraint constraint, SyncedColumn synced) {
        String column = synced.column().name();
        String text = ConstraintSteps.withoutName(constraint.sql());
        String lower = text.toLowerCase(Locale.ROOT);
        List<String> columns = swapped(constraint.columns(), column, synced.twin());
        return switch (constraint.kind()) {
            case PRIMARY_KEY, UNIQUE ->
                lower.contains("deferrable") || lower.contains("include") || lower.contains("overlaps")
                        ? Optional.empty()
                        : Optional.of(new Twin.Key(
                                table.name(),
                                constraint.name(),
                                constraint.kind() == Kind.PRIMARY_KEY,
                                columns,
                                lower.contains("nulls not distinct")));
            case CHECK ->
                Optional.of(new Twin.Rule(
                        table.name(),
                        constraint.name(),
                        ColumnInText.replace(text, column, synced.twin()).replaceFirst("(?is)\\s+not\\s+valid$", "")));
            case FOREIGN_KEY ->
                constraint
                        .references()
                        .filter(target -> !target.equals(table.name()))
                        .map(target -> new Twin.Rule(
                                table.name(),
                                constraint.name(),
                                Twin.foreignKey(constraint, columns, target, constraint.referencedColumns())));
            case EXCLUDE, NOT_NULL -> Optional.empty();
        };
    }

    private static List<String> swapped(List<String> columns, String column, String twin) {
        return columns.stream().map(each -> each.equals(column) ? twin : each).toList();
    }

    /** What CREATE INDEX says after the table's name. */
    static String behindTable(String createIndex) {
        return createIndex.replaceFirst(TABLE_NAME, "");
    }

    static String newName(String name) {
        return Identifiers.derive(name, SUFFIX);
    }

    /** Builds every twin; nothing of it blocks for longer than a moment. */
    List<StepDraft> build(Set<String> objects) {
        return twins.stream().flatMap(twin -> twin.build(objects).stream()).toList();
    }

    /** Before the old column is dropped: default and sequence move, what others hang on it goes. */
    List<String> release(Optional<QualifiedName> sequence) {
        List<String> all = new ArrayList<>();
        if (synced.column().identity()) {
            all.addAll(sequence.map(name -> identity(name)).orElse(List.of()));
        } else {
            sequence.ifPresent(name -> all.add("ALTER SEQUENCE " + name.sql() + " OWNED BY "
                    + synced.table().name().sql() + "." + synced.quotedTwin()));
            value(sequence)
                    .ifPresent(value ->
                            all.add(synced.alter("ALTER COLUMN " + synced.quotedTwin() + " SET DEFAULT " + value)));
        }
        for (Twin twin : twins.reversed()) {
            all.addAll(twin.release());
        }
        return all;
    }

    private Optional<String> value(Optional<QualifiedName> sequence) {
        return synced.column().type().serial()
                ? sequence.map(name -> "nextval(" + Identifiers.literal(name.sql()) + "::regclass)")
                : synced.column().defaultValue().map(value -> value.sql());
    }

    /** An identity's sequence cannot change its column: the twin gets one of its own, which goes on where the old one is. */
    private List<String> identity(QualifiedName sequence) {
        String table = Identifiers.literal(synced.table().name().sql());
        return List.of(
                synced.alter("ALTER COLUMN " + synced.quotedTwin() + " ADD GENERATED "
                        + (synced.column().identityAlways() ? "ALWAYS" : "BY DEFAULT") + " AS IDENTITY (SEQUENCE NAME "
                        + sequence.sibling(newName(sequence.name())).sql() + ")"),
                "SELECT setval(pg_get_serial_sequence(" + table + ", " + Identifiers.literal(synced.twin())
                        + ")::regclass, nextval(pg_get_serial_sequence(" + table + ", "
                        + Identifiers.literal(synced.column().name()) + ")::regclass), false)");
    }

    /** After it: every twin takes the old name. */
    List<String> take(Optional<QualifiedName> sequence) {
        List<String> all = new ArrayList<>(twins.stream().map(Twin::take).toList());
        sequence.filter(name -> synced.column().identity())
                .ifPresent(name -> all.add("ALTER SEQUENCE "
                        + name.sibling(newName(name.name())).sql() + " RENAME TO "
                        + Identifiers.quote(name.name())));
        return all;
    }
}
