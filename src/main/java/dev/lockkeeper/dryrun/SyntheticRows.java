package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.traffic.RowShape;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fills the touched tables and the ones they reference with rows that look like production's: keys from a series,
 * foreign keys into their parents, everything else as the context's statistics say. The same seed, the same rows.
 */
final class SyntheticRows {
    private final Catalog catalog;
    private final Catalog wanted;
    private final ProductionContext context;
    private final long budget;
    private final long seed;

    /** {@code wanted} is the schema after the migration: rows also satisfy what it adds, whether they do in production is another question. */
    SyntheticRows(Catalog catalog, Catalog wanted, ProductionContext context, long budget, long seed) {
        this.catalog = catalog;
        this.wanted = wanted;
        this.context = context;
        this.budget = budget;
        this.seed = seed;
    }

    /** Rows per table, how they are made, what could not be filled, and where statistics could not be followed. */
    record Loaded(
            Map<QualifiedName, Long> rows,
            Map<QualifiedName, RowShape> shapes,
            List<String> notFilled,
            List<String> plainer) {}

    Loaded load(Connection migrator, Set<QualifiedName> touched) throws SQLException {
        Map<QualifiedName, Long> rows = new LinkedHashMap<>();
        Map<QualifiedName, RowShape> shapes = new LinkedHashMap<>();
        Loaded loaded = new Loaded(rows, shapes, new ArrayList<>(), new ArrayList<>());
        for (QualifiedName name : parentsFirst(touched)) {
            Optional<Table> table = catalog.table(name);
            if (table.isPresent()
                    && table.get().kind() != Table.Kind.MATERIALIZED_VIEW
                    && table.get().kind() != Table.Kind.FOREIGN
                    && table.get().partitionOf().isEmpty()) {
                fill(migrator, table.get(), loaded);
            }
        }
        for (QualifiedName name : rows.keySet()) {
            Rows.execute(migrator, "ANALYZE " + name.sql());
        }
        return loaded;
    }

    /** The tables and everything they reference, parents before children; a cycle is cut where it closes. */
    Set<QualifiedName> parentsFirst(Set<QualifiedName> touched) {
        Set<QualifiedName> ordered = new LinkedHashSet<>();
        Set<QualifiedName> visiting = new LinkedHashSet<>();
        touched.stream().sorted().forEach(name -> visit(name, ordered, visiting));
        return ordered;
    }

    private void visit(QualifiedName name, Set<QualifiedName> ordered, Set<QualifiedName> visiting) {
        if (ordered.contains(name) || !visiting.add(name)) {
            return;
        }
        Stream.concat(catalog.foreignKeysOf(name).stream(), wanted.foreignKeysOf(name).stream())
                .forEach(key -> key.references().ifPresent(parent -> visit(parent, ordered, visiting)));
        ordered.add(name);
    }

    private void fill(Connection migrator, Table table, Loaded into) throws SQLException {
        long count = Math.min(budget, context.size(table.name()).rows().orElse(budget));
        if (count == 0) {
            return;
        }
        List<Column> columns = table.columns().stream()
                .filter(column -> column.generated() == GeneratedKind.NONE)
                .toList();
        String names =
                columns.stream().map(column -> Identifiers.quote(column.name())).collect(Collectors.joining(", "));
        String refused = "";
        for (ColumnValues.Attempt attempt : ColumnValues.Attempt.values()) {
            ColumnValues values = new ColumnValues(
                    new ColumnValues.Sources(catalog, wanted, context, seed), table, into.rows(), count, attempt);
            RowShape shape = new RowShape(
                    columns.stream().map(Column::name).toList(),
                    columns.stream().map(values::of).toList());
            String insert = "INSERT INTO " + table.name().sql() + " (" + names + ") OVERRIDING SYSTEM VALUE SELECT "
                    + String.join(", ", shape.expressions()) + " FROM pg_catalog.generate_series(1, " + count
                    + ") AS s(g) ON CONFLICT DO NOTHING";
            try {
                Rows.execute(migrator, "ALTER TABLE " + table.name().sql() + " DISABLE TRIGGER USER");
                Rows.execute(migrator, insert);
                long loaded = Rows.number(
                        migrator,
                        "SELECT pg_catalog.count(*) FROM " + table.name().sql());
                into.rows().put(table.name(), loaded);
                into.shapes().put(table.name(), shape);
                boolean known = columns.stream()
                        .anyMatch(column ->
                                context.column(table.name(), column.name()).isPresent());
                if (known && attempt != ColumnValues.Attempt.STATISTICS) {
                    into.plainer()
                            .add("rows of " + table.name().display()
                                    + " have shares of NULL, but not the common values of the context: " + refused);
                }
                return;
            } catch (SQLException e) {
                if (e.getSQLState() == null || e.getSQLState().startsWith("57")) {
                    throw e;
                }
                refused = Rows.state(e) + " " + Rows.message(e);
            } finally {
                enable(migrator, table);
            }
        }
        into.notFilled().add("no rows in " + table.name().display() + " during the dry run: " + refused);
    }

    private static void enable(Connection migrator, Table table) throws SQLException {
        try {
            Rows.execute(migrator, "ALTER TABLE " + table.name().sql() + " ENABLE TRIGGER USER");
        } catch (SQLException e) {
            if (e.getSQLState() == null || e.getSQLState().startsWith("57")) {
                throw e;
            }
        }
    }
}
