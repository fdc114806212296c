package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.WorkloadQuery;
import dev.lockkeeper.dryrun.explain.QueryText;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.traffic.AppStatement.Kind;
import dev.lockkeeper.dryrun.traffic.AppStatement.Part;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Production's own statements on the touched tables, with values sampled from the rows of the shadow database in the
 * places of their parameters. What cannot be replayed is named, never left out silently.
 */
final class RecordedStatements {
    private static final int MOST = 20;
    private static final int SAMPLES = 100;

    private final ScriptReader reader;
    private final Catalog catalog;
    private final ProductionContext context;
    private final Map<dev.lockkeeper.pg.QualifiedName, RowShape> shapes;
    private final Connection connection;
    private final List<String> gaps = new ArrayList<>();

    RecordedStatements(
            ScriptReader reader,
            Catalog catalog,
            ProductionContext context,
            Map<dev.lockkeeper.pg.QualifiedName, RowShape> shapes,
            Connection connection) {
        this.reader = reader;
        this.catalog = catalog;
        this.context = context;
        this.shapes = shapes;
        this.connection = connection;
    }

    /** Statements of the workload that use one of the tables, the most called ones first. */
    List<AppStatement> on(List<Table> tables) throws SQLException {
        Map<String, AppStatement> found = new LinkedHashMap<>();
        for (Table table : tables) {
            List<WorkloadQuery> queries = context.queriesUsing(table.name(), Optional.empty()).stream()
                    .sorted(Comparator.comparingLong(
                                    (WorkloadQuery query) -> query.calls().orElse(0))
                            .reversed()
                            .thenComparing(WorkloadQuery::query))
                    .toList();
            for (WorkloadQuery query : queries) {
                if (!found.containsKey(query.query()) && found.size() < MOST) {
                    replayable(query, table, tables).ifPresent(statement -> found.put(query.query(), statement));
                } else if (!found.containsKey(query.query())) {
                    gap(QueryText.label(query.query()), "only the " + MOST + " most called statements are replayed");
                }
            }
        }
        return List.copyOf(found.values());
    }

    void gap(String label, String why) {
        gaps.add("Traffic: not replayed: " + label + " (" + why + ")");
    }

    List<String> gaps() {
        return gaps.stream().distinct().toList();
    }

    private Optional<AppStatement> replayable(WorkloadQuery query, Table table, List<Table> tables)
            throws SQLException {
        String label = QueryText.label(query.query());
        Optional<Statement> meaning = QueryText.single(reader, query.query());
        Optional<Kind> kind = meaning.flatMap(RecordedStatements::kind);
        if (kind.isEmpty()) {
            gap(
                    label,
                    meaning.isEmpty()
                            ? "it is no single statement that PostgreSQL's grammar reads"
                            : "it is no SELECT, INSERT, UPDATE, DELETE or MERGE");
            return Optional.empty();
        }
        List<Parameters.Place> places = Parameters.in(query.query());
        Optional<List<String>> types = types(query.query(), places, label);
        return types.isEmpty()
                ? Optional.empty()
                : Optional.of(new AppStatement(
                        label,
                        kind.get(),
                        table.name(),
                        true,
                        Math.max(1, query.calls().orElse(1)),
                        parts(query.query(), places, types.get(), meaning, tables),
                        AppStatement.Rows.KEEPS));
    }

    private static Optional<Kind> kind(Statement statement) {
        return switch (statement) {
            case DataStatement.Select select -> Optional.of(select.locksRows() ? Kind.WRITE : Kind.READ);
            case DataStatement.Insert insert -> Optional.of(Kind.WRITE);
            case DataStatement.Update update -> Optional.of(Kind.WRITE);
            case DataStatement.Delete delete -> Optional.of(Kind.WRITE);
            case DataStatement.Merge merge -> Optional.of(Kind.WRITE);
            default -> Optional.empty();
        };
    }

    /** The server itself says which type each parameter has. */
    private Optional<List<String>> types(String sql, List<Parameters.Place> places, String label) throws SQLException {
        if (places.isEmpty()) {
            return Optional.of(List.of());
        }
        try {
            Rows.execute(connection, "PREPARE lockkeeper_workload AS " + sql);
            List<String> types = Rows.query(
                            connection,
                            "SELECT t::pg_catalog.text FROM pg_catalog.pg_prepared_statements, pg_catalog.unnest(parameter_types) WITH ORDINALITY AS u(t, n) WHERE name = 'lockkeeper_workload' ORDER BY n")
                    .stream()
                    .map(List::getFirst)
                    .toList();
            Rows.execute(connection, "DEALLOCATE lockkeeper_workload");
            return Optional.of(types);
        } catch (SQLException e) {
            if (connection.isClosed()) {
                throw e;
            }
            gap(label, Rows.state(e) + " " + Rows.message(e));
            return Optional.empty();
        }
    }

    private List<Part> parts(
            String sql,
            List<Parameters.Place> places,
            List<String> types,
            Optional<Statement> meaning,
            List<Table> tables)
            throws SQLException {
        Map<Integer, String> fresh = freshValues(sql, places, meaning);
        List<Part> parts = new ArrayList<>();
        int at = 0;
        for (Parameters.Place place : places) {
            String type = place.number() <= types.size() ? types.get(place.number() - 1) : "text";
            parts.add(new Part.Sql(sql.substring(at, place.start())));
            String expression = fresh.get(place.start());
            if (expression != null) {
                parts.add(new Part.Sql("(SELECT " + expression + " FROM (SELECT "));
                parts.add(new Part.Number());
                parts.add(new Part.Sql("::integer AS g) AS s)"));
            } else {
                parts.add(new Part.Sql("("));
                parts.add(new Part.Sampled(samples(place, type, tables)));
                parts.add(new Part.Sql("::" + type + ")"));
            }
            at = place.end();
        }
        parts.add(new Part.Sql(sql.substring(at)));
        return parts;
    }

    /** Values of a new row, by the place where their parameter starts: sampled ones would only repeat a key that is there. */
    private Map<Integer, String> freshValues(String sql, List<Parameters.Place> places, Optional<Statement> meaning) {
        if (meaning.isEmpty()
                || !(meaning.get() instanceof DataStatement.Insert insert)
                || catalog.resolve(insert.table()).isEmpty()) {
            return Map.of();
        }
        Table table = catalog.table(catalog.resolve(insert.table()).get()).orElseThrow();
        RowShape shape = shapes.get(table.name());
        if (shape == null) {
            return Map.of();
        }
        List<String> columns = insert.columns().isEmpty()
                ? table.columns().stream().map(Column::name).toList()
                : insert.columns();
        List<int[]> items = Parameters.firstRow(sql);
        Map<Integer, String> values = new LinkedHashMap<>();
        for (Parameters.Place place : places) {
            for (int i = 0; i < Math.min(items.size(), columns.size()); i++) {
                int[] item = items.get(i);
                if (place.start() >= item[0] && place.end() <= item[1]) {
                    shape.expression(columns.get(i)).ifPresent(value -> values.put(place.start(), value));
                }
            }
        }
        return values;
    }

    private List<String> samples(Parameters.Place place, String type, List<Table> tables) throws SQLException {
        if (place.column().isPresent() && !type.endsWith("[]")) {
            for (Table table : tables) {
                if (table.column(place.column().get()).isPresent()) {
                    String column = Identifiers.quote(place.column().get());
                    return Rows.query(
                                    connection,
                                    "SELECT DISTINCT " + column + "::text COLLATE \"C\" FROM "
                                            + table.name().sql() + " WHERE " + column
                                            + " IS NOT NULL ORDER BY 1 LIMIT " + SAMPLES)
                            .stream()
                            .map(List::getFirst)
                            .toList();
                }
            }
        }
        return usual(type);
    }

    private static List<String> usual(String type) {
        if (type.endsWith("[]")) {
            return List.of("{}");
        }
        return switch (type) {
            case "smallint", "integer", "bigint", "numeric", "real", "double precision", "oid", "money" ->
                List.of("1", "7", "42");
            case "text", "character varying", "character", "name", "citext" -> List.of("v1", "v2", "v3");
            case "boolean" -> List.of("true", "false");
            case "timestamp with time zone", "timestamp without time zone" -> List.of("2024-01-01 00:10:00");
            case "date" -> List.of("2024-01-02");
            case "time without time zone", "time with time zone" -> List.of("00:10:00");
            case "interval" -> List.of("1 hour");
            case "uuid" -> List.of("c4ca4238-a0b9-2382-0dcc-509a6f75849b");
            case "json", "jsonb" -> List.of("{}");
            default -> List.of();
        };
    }
}
