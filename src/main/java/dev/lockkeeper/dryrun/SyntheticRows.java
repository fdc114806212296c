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
 * foreign keys into their parents, shares of NULL from the context. The same seedless series each time.
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

    /** Rows per table, how they are made, and what could not be filled. */
    record Loaded(Map<QualifiedName, Long> rows, Map<QualifiedName, RowShape> shapes, List<String> notFilled) {}

    Loaded load(Connection migrator, Set<QualifiedName> touched) throws SQLException {
        Map<QualifiedName, Long> rows = new LinkedHashMap<>();
        Map<QualifiedName, RowShape> shapes = new LinkedHashMap<>();
        List<String> notFilled = new ArrayList<>();
        for (QualifiedName name : parentsFirst(touched)) {
            Optional<Table> table = catalog.table(name);
            if (table.isPresent()
                    && table.get().kind() != Table.Kind.MATERIALIZED_VIEW
                    && table.get().kind() != Table.Kind.FOREIGN
                    && table.get().partitionOf().isEmpty()) {
                fill(migrator, table.get(), rows, shapes, notFilled);
            }
        }
        for (QualifiedName name : rows.keySet()) {
            Rows.execute(migrator, "ANALYZE " + name.sql());
        }
        return new Loaded(rows, shapes, notFilled);
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

    private void fill(
            Connection migrator,
            Table table,
            Map<QualifiedName, Long> rows,
            Map<QualifiedName, RowShape> shapes,
            List<String> notFilled)
            throws SQLException {
        long count = Math.min(budget, context.size(table.name()).rows().orElse(budget));
        if (count == 0) {
            return;
        }
        List<Column> columns = table.columns().stream()
                .filter(column -> column.generated() == GeneratedKind.NONE)
                .toList();
        String names =
                columns.stream().map(column -> Identifiers.quote(column.name())).collect(Collectors.joining(", "));
        SQLException last = null;
        for (boolean literals : new boolean[] {false, true}) {
            ColumnValues values = new ColumnValues(catalog, wanted, context, table, rows, literals);
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
                rows.put(table.name(), loaded);
                shapes.put(table.name(), shape);
                return;
            } catch (SQLException e) {
                if (e.getSQLState() == null || e.getSQLState().startsWith("57")) {
                    throw e;
                }
                last = e;
            } finally {
                enable(migrator, table);
            }
        }
        notFilled.add("no rows in " + table.name().display() + " during the dry run: "
                + (last == null ? "" : Rows.state(last) + " " + Rows.message(last)));
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
