package dev.lockkeeper.dryrun.explain;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.ColumnFacts;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.TableFacts;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What makes the planner of a small copy plan as in production: ANALYZE over rows that are distributed like production's,
 * the numbers of distinct values as an option of the columns (an owner may set it on every major, which spares a
 * superuser's hand on pg_statistic), and how long each file has to be. Tables are followed by their oid, whatever a
 * migration calls them later.
 */
public final class ProductionSizes {
    private static final long PAGE = 8192;
    private static final int USUAL_ROW = 100;

    private final Catalog catalog;
    private final ProductionContext context;
    private final Set<QualifiedName> tables;
    private final Map<Long, QualifiedName> byOid = new LinkedHashMap<>();
    private final Map<QualifiedName, QualifiedName> now = new LinkedHashMap<>();

    /** {@code wanted} are existing tables; their partitions come along. */
    public ProductionSizes(Catalog catalog, ProductionContext context, Collection<QualifiedName> wanted) {
        this.catalog = catalog;
        this.context = context;
        this.tables = new TreeSet<>(wanted);
        boolean grown = true;
        while (grown) {
            grown = tables.addAll(catalog.tables()
                    .filter(table ->
                            table.partitionOf().filter(tables::contains).isPresent())
                    .map(Table::name)
                    .collect(Collectors.toSet()));
        }
    }

    /** Tables whose size production's context does not know. */
    public Set<QualifiedName> unknown() {
        return tables.stream()
                .filter(name -> catalog.table(name)
                        .filter(table -> table.kind() == Table.Kind.TABLE)
                        .isPresent())
                .filter(name -> context.size(name).rows().isEmpty()
                        && context.size(name).bytes().isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Under which name production knows each table: to be called before the migration. */
    public void remember(Connection observer) throws SQLException {
        relations(observer).forEach((oid, name) -> {
            if (tables.contains(name)) {
                byOid.put(oid, name);
            }
        });
    }

    private static Map<Long, QualifiedName> relations(Connection observer) throws SQLException {
        Map<Long, QualifiedName> relations = new LinkedHashMap<>();
        Rows.query(
                        observer,
                        "SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                                + " ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'm')")
                .forEach(row -> relations.put(Long.parseLong(row.get(0)), QualifiedName.of(row.get(1), row.get(2))));
        return relations;
    }

    /** Statistics of the tables as they are now. */
    public void analyze(Connection migrator, Connection observer) throws SQLException {
        now.clear();
        relations(observer).forEach((oid, name) -> {
            QualifiedName known = byOid.get(oid);
            if (known != null) {
                now.put(name, known);
            }
        });
        for (Map.Entry<QualifiedName, QualifiedName> table : now.entrySet()) {
            for (Map.Entry<String, ColumnFacts> column :
                    columns(table.getValue()).entrySet()) {
                if (column.getValue().distinct().isPresent()) {
                    attempt(
                            migrator,
                            "ALTER TABLE " + table.getKey().sql() + " ALTER COLUMN "
                                    + Identifiers.quote(column.getKey()) + " SET (n_distinct = "
                                    + column.getValue().distinct().getAsDouble() + ")");
                }
            }
            attempt(migrator, "ANALYZE " + table.getKey().sql());
        }
    }

    private Map<String, ColumnFacts> columns(QualifiedName table) {
        return Optional.ofNullable(context.tables().get(table.inSchema("public")))
                .map(TableFacts::columns)
                .orElse(Map.of());
    }

    /** A column may be gone or be a view's by now: then there is nothing to set. */
    private static void attempt(Connection migrator, String sql) throws SQLException {
        try {
            Rows.execute(migrator, sql);
        } catch (SQLException e) {
            if (migrator.isClosed()) {
                throw e;
            }
        }
    }

    /** How many pages the file of each table and of its indexes needs. */
    public Map<String, Long> pages(Connection observer) throws SQLException {
        Map<String, Long> pages = new LinkedHashMap<>();
        for (var row : Rows.query(
                observer,
                "SELECT c.oid, c.reltuples, pg_catalog.pg_relation_size(c.oid) / " + PAGE
                        + ", pg_catalog.pg_relation_filepath(c.oid), x.indexrelid,"
                        + " pg_catalog.pg_relation_size(x.indexrelid) / " + PAGE
                        + ", pg_catalog.pg_relation_filepath(x.indexrelid) FROM pg_catalog.pg_class c"
                        + " LEFT JOIN pg_catalog.pg_index x ON x.indrelid = c.oid WHERE c.relkind IN ('r', 'm')")) {
            QualifiedName name = byOid.get(Long.parseLong(row.get(0)));
            if (name == null) {
                continue;
            }
            double tuples = Double.parseDouble(row.get(1));
            long own = Long.parseLong(row.get(2));
            long wanted = wanted(context.size(name), tuples, own);
            pages.put(row.get(3), wanted);
            if (!row.get(4).isEmpty()) {
                double factor = wanted / (double) Math.max(1, own);
                pages.put(row.get(6), Math.round(Long.parseLong(row.get(5)) * Math.max(1, factor)));
            }
        }
        return pages;
    }

    /** The planner multiplies the rows per page of the last ANALYZE with the pages of the file. */
    private static long wanted(TableSize size, double tuples, long own) {
        OptionalLong rows = size.rows();
        if (rows.isPresent() && tuples > 0 && own > 0) {
            return (long) Math.ceil(rows.getAsLong() / (tuples / own));
        }
        return size.bytes().isPresent()
                ? size.bytes().getAsLong() / PAGE
                : rows.isPresent() ? rows.getAsLong() * USUAL_ROW / PAGE : own;
    }

    /** The table that a relation of a plan belongs to, under production's name, when it is not small there. */
    public Optional<QualifiedName> large(QualifiedName relation) {
        QualifiedName name = now.get(relation);
        if (name == null || context.size(name).trivial()) {
            return Optional.empty();
        }
        Optional<QualifiedName> parent = Optional.of(name);
        while (parent.isPresent()) {
            name = parent.get();
            parent = catalog.table(name).flatMap(Table::partitionOf);
        }
        return Optional.of(name);
    }
}
