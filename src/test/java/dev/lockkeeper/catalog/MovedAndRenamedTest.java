package dev.lockkeeper.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.shadow.UnsealedServer;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.TypeName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Where everything is, and of which type columns are, after a move or a new name: the replay says what a server says. */
class MovedAndRenamedTest {
    private static final String SCHEMA = """
            CREATE SCHEMA a;
            CREATE SCHEMA b;
            CREATE TYPE a.state AS ENUM ('open', 'paid');
            CREATE DOMAIN a.code AS text CHECK (value <> '');
            CREATE DOMAIN a.deep AS a.state;
            CREATE TYPE a.pair AS (one a.state, two int);
            CREATE TABLE a.orders (id bigserial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, state a.state, codes a.code[], pair a.pair, note text UNIQUE);
            CREATE INDEX orders_state_idx ON a.orders (state);
            CREATE SEQUENCE a.own OWNED BY a.orders.n;
            CREATE SEQUENCE a.free;
            CREATE TABLE a.items (id int PRIMARY KEY, orders_id bigint REFERENCES a.orders, whole a.orders);
            CREATE VIEW a.paid AS SELECT id FROM a.orders;
            CREATE MATERIALIZED VIEW a.totals AS SELECT state, count(*) AS n FROM a.orders GROUP BY state;
            CREATE UNIQUE INDEX totals_state_idx ON a.totals (state);
            CREATE TABLE a.log (at date) PARTITION BY RANGE (at);
            CREATE TABLE a.log_1 PARTITION OF a.log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
            CREATE INDEX log_at_idx ON a.log (at);
            CREATE TABLE b.items (id int);
            """;

    private static final List<String> CHANGES = List.of(
            "ALTER TABLE a.orders SET SCHEMA b",
            "ALTER TABLE a.log SET SCHEMA b",
            "ALTER TABLE a.log_1 SET SCHEMA b",
            "ALTER SEQUENCE a.free SET SCHEMA b",
            "ALTER VIEW a.paid SET SCHEMA b",
            "ALTER MATERIALIZED VIEW a.totals SET SCHEMA b",
            "ALTER TABLE a.items SET SCHEMA b",
            "ALTER TABLE a.orders SET SCHEMA a",
            "ALTER TYPE a.state SET SCHEMA b",
            "ALTER TYPE a.state RENAME TO status",
            "ALTER TYPE a.pair RENAME TO \"a Pair\"",
            "ALTER DOMAIN a.code RENAME TO codeword",
            "ALTER TABLE a.orders RENAME TO bills");

    private static final String RELATIONS =
            "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE n.nspname IN ('a', 'b') AND c.relkind IN ('r', 'p', 'i', 'I', 'S', 'v', 'm')";
    private static final String TYPES =
            "SELECT n.nspname || '.' || c.relname || '.' || a.attname || ' ' || t.typname || CASE WHEN a.attndims > 0"
                    + " THEN '[]' ELSE '' END FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
                    + " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type x ON x.oid = a.atttypid"
                    + " CROSS JOIN LATERAL (SELECT tn.nspname || '.' || e.typname AS typname FROM pg_type e"
                    + " JOIN pg_namespace tn ON tn.oid = e.typnamespace"
                    + " WHERE e.oid = CASE WHEN x.typelem > 0 AND x.typlen = -1 THEN x.typelem ELSE x.oid END) t"
                    + " WHERE n.nspname IN ('a', 'b') AND c.relkind IN ('r', 'p') AND a.attnum > 0"
                    + " AND t.typname NOT LIKE 'pg_catalog.%'";

    @TestFactory
    Stream<DynamicContainer> asOnAServer() {
        return Bench.majors().stream()
                .map(major -> DynamicContainer.dynamicContainer(
                        "PostgreSQL " + major,
                        Stream.of(DynamicTest.dynamicTest(CHANGES.size() + " changes", () -> all(major)))));
    }

    private static void all(int major) throws Exception {
        try (UnsealedServer server = UnsealedServer.start(major);
                Connection connection = server.connect()) {
            for (String change : CHANGES) {
                execute(connection, "BEGIN");
                execute(connection, SCHEMA);
                execute(connection, "SAVEPOINT change");
                try {
                    execute(connection, change);
                } catch (SQLException refused) {
                    execute(connection, "ROLLBACK TO change");
                }
                Catalog replayed = replayed(change);
                assertThat(relations(replayed)).as(change).isEqualTo(rows(connection, RELATIONS));
                assertThat(types(replayed)).as(change).isEqualTo(rows(connection, TYPES));
                execute(connection, "ROLLBACK");
            }
        }
    }

    /** A view's own SQL names no search path: an unqualified type follows as well. */
    @org.junit.jupiter.api.Test
    void anUnqualifiedTypeStaysUnqualified() {
        Catalog catalog = replayed("CREATE TYPE mood AS ENUM ('x'); CREATE TABLE people (m mood[], n text);"
                + " ALTER TYPE mood RENAME TO feeling");
        Column column = catalog.table(QualifiedName.of("people"))
                .orElseThrow()
                .columns()
                .getFirst();
        assertThat(column.type()).isEqualTo(new TypeName("feeling[]", "", "feeling", List.of(), 1));
    }

    private static Catalog replayed(String change) {
        Catalog catalog = Catalog.empty();
        for (ScriptStatement statement : ((ScriptOutcome.Read) Bench.READER.read("schema", SCHEMA + change))
                .script()
                .statements()) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        return catalog;
    }

    private static TreeSet<String> relations(Catalog catalog) {
        TreeSet<String> all = new TreeSet<>();
        for (Map<QualifiedName, ?> part : List.<Map<QualifiedName, ?>>of(
                catalog.tablesByName(), catalog.indexes(), catalog.views(), catalog.sequences())) {
            part.keySet().forEach(name -> all.add(name.toString()));
        }
        return all;
    }

    private static TreeSet<String> types(Catalog catalog) {
        TreeSet<String> all = new TreeSet<>();
        catalog.tables()
                .filter(table -> table.kind() != Table.Kind.MATERIALIZED_VIEW)
                .forEach(table -> table.columns().stream()
                        .filter(column -> !column.type().schema().isEmpty())
                        .filter(column -> !column.type().schema().equals("pg_catalog"))
                        .forEach(column -> all.add(table.name() + "." + column.name() + " "
                                + column.type().schema() + "." + column.type().name()
                                + (column.type().array() ? "[]" : ""))));
        return all;
    }

    private static TreeSet<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return new TreeSet<>(rows);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
