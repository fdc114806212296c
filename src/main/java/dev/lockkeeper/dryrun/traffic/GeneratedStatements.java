package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.traffic.AppStatement.Kind;
import dev.lockkeeper.dryrun.traffic.AppStatement.Part;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Point reads, range reads, inserts, updates and deletes of one table, by its primary key or else by a column. For each
 * there are alternatives, the best first: which one the server takes is tried out.
 */
final class GeneratedStatements {
    private static final int SAMPLES = 200;

    private final Table table;
    private final Optional<RowShape> shape;
    private final long loaded;
    private final Connection connection;
    private final List<String> key;

    GeneratedStatements(Table table, Optional<RowShape> shape, long loaded, Connection connection) {
        this.table = table;
        this.shape = shape;
        this.loaded = loaded;
        this.connection = connection;
        this.key = table.primaryKey().map(Constraint::columns).orElse(List.of());
    }

    List<List<AppStatement>> reads() throws SQLException {
        List<AppStatement> points = new ArrayList<>();
        for (String column : searchable()) {
            points.add(statement(
                    "point read of " + name(),
                    Kind.READ,
                    4,
                    List.of(
                            new Part.Sql("SELECT * FROM " + sql() + " WHERE " + Identifiers.quote(column) + " = "),
                            sample(column),
                            new Part.Sql(key.isEmpty() ? " LIMIT 1" : "")),
                    AppStatement.Rows.KEEPS));
        }
        points.add(plain("point read of " + name(), "SELECT * FROM " + sql() + " LIMIT 1", 4));
        List<AppStatement> ranges = new ArrayList<>();
        if (!key.isEmpty()) {
            String first = Identifiers.quote(key.getFirst());
            ranges.add(statement(
                    "range read of " + name(),
                    Kind.READ,
                    1,
                    List.of(
                            new Part.Sql("SELECT * FROM " + sql() + " WHERE " + first + " >= "),
                            sample(key.getFirst()),
                            new Part.Sql(" ORDER BY " + first + " LIMIT 50")),
                    AppStatement.Rows.KEEPS));
        }
        ranges.add(plain("range read of " + name(), "SELECT * FROM " + sql() + " LIMIT 50", 1));
        return List.of(points, ranges);
    }

    List<List<AppStatement>> writes() throws SQLException {
        List<List<AppStatement>> all = new ArrayList<>();
        all.add(updates());
        if (shape.isPresent()) {
            all.add(inserts(shape.get()));
            deletes(shape.get()).ifPresent(delete -> all.add(List.of(delete)));
        }
        return all;
    }

    private List<AppStatement> updates() throws SQLException {
        List<AppStatement> updates = new ArrayList<>();
        for (String search : searchable()) {
            Part value = sample(search);
            for (String column : settable()) {
                String set = "UPDATE " + sql() + " SET " + Identifiers.quote(column) + " = " + Identifiers.quote(column)
                        + " WHERE ";
                String condition = Identifiers.quote(search) + " = ";
                // Without a key a value may stand in many rows: two such updates could meet in another order and
                // deadlock.
                updates.add(statement(
                        "update of " + name(),
                        Kind.WRITE,
                        3,
                        key.isEmpty()
                                ? List.of(
                                        new Part.Sql(set + "ctid = (SELECT ctid FROM " + sql() + " WHERE " + condition),
                                        value,
                                        new Part.Sql(" LIMIT 1)"))
                                : List.of(new Part.Sql(set + condition), value),
                        AppStatement.Rows.KEEPS));
            }
        }
        return updates;
    }

    /** New rows; where the key or a partition leaves no room for them, rows that are there already: the locks are the same. */
    private List<AppStatement> inserts(RowShape row) {
        List<AppStatement> inserts = new ArrayList<>();
        for (String number : List.of("::integer", "::integer % " + Math.max(1, loaded) + " + 1")) {
            inserts.add(statement(
                    "insert into " + name(),
                    Kind.WRITE,
                    2,
                    List.of(
                            new Part.Sql("INSERT INTO " + sql() + " ("
                                    + row.columns().stream()
                                            .map(Identifiers::quote)
                                            .collect(Collectors.joining(", "))
                                    + ") OVERRIDING SYSTEM VALUE SELECT " + String.join(", ", row.expressions())
                                    + " FROM (SELECT "),
                            new Part.Number(),
                            new Part.Sql(number + " AS g) AS s ON CONFLICT DO NOTHING")),
                    AppStatement.Rows.ADDS));
        }
        return inserts;
    }

    private Optional<AppStatement> deletes(RowShape row) {
        if (key.isEmpty()
                || key.stream().anyMatch(column -> row.expression(column).isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(statement(
                "delete from " + name(),
                Kind.WRITE,
                1,
                List.of(
                        new Part.Sql("DELETE FROM " + sql() + " WHERE ("
                                + key.stream().map(Identifiers::quote).collect(Collectors.joining(", "))
                                + ") = (SELECT "
                                + key.stream()
                                        .map(column -> row.expression(column).orElseThrow())
                                        .collect(Collectors.joining(", "))
                                + " FROM (SELECT "),
                        new Part.Number(),
                        new Part.Sql("::integer AS g) AS s)")),
                AppStatement.Rows.REMOVES));
    }

    /** The key's first column, or every column when there is no key. */
    private List<String> searchable() {
        return key.isEmpty() ? table.columns().stream().map(Column::name).toList() : List.of(key.getFirst());
    }

    /** Columns outside the key first: an update of the key would lock more than an ordinary one. */
    private List<String> settable() {
        List<String> free = table.columns().stream()
                .filter(column -> column.generated() == GeneratedKind.NONE && !column.identity())
                .map(Column::name)
                .toList();
        return Stream.concat(
                        free.stream()
                                .filter(column -> !key.contains(column)
                                        && !table.partitionKey().contains(column)),
                        free.stream())
                .distinct()
                .toList();
    }

    private Part sample(String column) throws SQLException {
        String quoted = Identifiers.quote(column);
        return new Part.Sampled(Rows.query(
                        connection,
                        "SELECT DISTINCT " + quoted + "::text COLLATE \"C\" FROM (SELECT " + quoted + " FROM "
                                + sql() + " LIMIT " + loaded + ") AS s WHERE " + quoted
                                + " IS NOT NULL ORDER BY 1 LIMIT " + SAMPLES)
                .stream()
                .map(List::getFirst)
                .toList());
    }

    private AppStatement plain(String label, String sql, double weight) {
        return statement(label, Kind.READ, weight, List.of(new Part.Sql(sql)), AppStatement.Rows.KEEPS);
    }

    private AppStatement statement(String label, Kind kind, double weight, List<Part> text, AppStatement.Rows rows) {
        return new AppStatement(label, kind, table.name(), false, weight, text, rows);
    }

    private String name() {
        return table.name().display();
    }

    private String sql() {
        return table.name().sql();
    }
}
