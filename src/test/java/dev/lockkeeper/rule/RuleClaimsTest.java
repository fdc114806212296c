package dev.lockkeeper.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.dryrun.shadow.UnsealedServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the cards say about PostgreSQL, said by PostgreSQL: one server per major, one schema per claim. */
class RuleClaimsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private record Claim(String what, int from, Body body) {}

    private interface Body {
        void on(Sessions sessions) throws Exception;
    }

    /** Connections of one claim; the first one's work is committed statement by statement. */
    private record Sessions(UnsealedServer server, String schema, List<Connection> open) implements AutoCloseable {
        Connection next() throws SQLException {
            Connection connection = server.connect();
            open.add(connection);
            run(connection, "CREATE SCHEMA IF NOT EXISTS " + schema + "; SET search_path = " + schema);
            return connection;
        }

        @Override
        public void close() throws SQLException {
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    private static final List<Claim> CLAIMS = List.of(
            new Claim(
                    "T18, lock_timeout cancels CREATE INDEX CONCURRENTLY, and the retry accepts what it left",
                    12,
                    all -> cancelledBuild(all, "lock_timeout", "55P03")),
            new Claim(
                    "T11, statement_timeout does the same",
                    12,
                    all -> cancelledBuild(all, "statement_timeout", "57014")),
            new Claim(
                    "T20, pg_blocking_pids names who blocks, a self-join of pg_locks everybody who holds", 12, all -> {
                        Connection reader = all.next();
                        Connection writer = all.next();
                        Connection indexer = all.next();
                        run(reader, "CREATE TABLE t (a int)");
                        run(reader, "BEGIN; SELECT * FROM t");
                        run(writer, "BEGIN; INSERT INTO t VALUES (1)");
                        String pid = one(indexer, "SELECT pg_backend_pid()");
                        CompletableFuture<String> build =
                                CompletableFuture.supplyAsync(() -> state(indexer, "CREATE INDEX ON t (a)"));
                        Connection watcher = all.next();
                        await(watcher, "SELECT cardinality(pg_blocking_pids(" + pid + ")) > 0");
                        assertThat(one(watcher, "SELECT pg_blocking_pids(" + pid + ")::text"))
                                .isEqualTo("{" + one(writer, "SELECT pg_backend_pid()") + "}");
                        assertThat(one(
                                        watcher,
                                        "SELECT count(DISTINCT held.pid) FROM pg_locks waiting JOIN pg_locks held"
                                                + " ON held.relation = waiting.relation AND held.granted AND held.pid <> waiting.pid"
                                                + " WHERE NOT waiting.granted"))
                                .isEqualTo("2");
                        run(writer, "COMMIT");
                        assertThat(build.join()).isEmpty();
                    }),
            new Claim("an explicit cast in USING cuts without a word, the assignment alone fails", 12, all -> {
                Connection session = all.next();
                run(
                        session,
                        "CREATE TABLE t (a varchar(200), n numeric(10, 2)); INSERT INTO t VALUES ('abcdef', 1.25)");
                assertThat(state(session, "ALTER TABLE t ALTER a TYPE varchar(3)"))
                        .isEqualTo("22001");
                run(session, "ALTER TABLE t ALTER a TYPE varchar(3) USING a::varchar(3), ALTER n TYPE numeric(10, 1)");
                assertThat(one(session, "SELECT a || ' ' || n FROM t")).isEqualTo("abc 1.3");
            }),
            new Claim("TRUNCATE empties the table for a snapshot that is older", 12, all -> {
                Connection report = all.next();
                Connection session = all.next();
                run(session, "CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
                run(report, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
                run(session, "TRUNCATE t");
                assertThat(one(report, "SELECT count(*) FROM t")).isEqualTo("0");
            }),
            new Claim("LOCK TABLE is refused outside a transaction", 12, all -> {
                Connection session = all.next();
                run(session, "CREATE TABLE t (a int)");
                assertThat(state(session, "LOCK TABLE t")).isEqualTo("25P01");
            }),
            new Claim("REFRESH CONCURRENTLY needs a unique index; WITH NO DATA makes reads fail", 12, all -> {
                Connection session = all.next();
                run(session, "CREATE TABLE t (a int); CREATE MATERIALIZED VIEW v AS SELECT a FROM t");
                assertThat(state(session, "REFRESH MATERIALIZED VIEW CONCURRENTLY v"))
                        .isEqualTo("55000");
                run(session, "CREATE UNIQUE INDEX ON v (a)");
                assertThat(state(session, "REFRESH MATERIALIZED VIEW CONCURRENTLY v"))
                        .isEmpty();
                run(session, "REFRESH MATERIALIZED VIEW v WITH NO DATA");
                assertThat(state(session, "SELECT * FROM v")).isEqualTo("55000");
            }),
            new Claim("a new collation builds the index anew and leaves the table's file", 12, all -> {
                Connection session = all.next();
                run(session, "CREATE TABLE t (a text); CREATE INDEX i ON t (a)");
                String table = "SELECT pg_relation_filenode('t')";
                String index = "SELECT pg_relation_filenode('i')";
                String tableBefore = one(session, table);
                String indexBefore = one(session, index);
                run(session, "ALTER TABLE t ALTER a TYPE text COLLATE \"C\"");
                assertThat(one(session, table)).isEqualTo(tableBefore);
                assertThat(one(session, index)).isNotEqualTo(indexBefore);
            }),
            new Claim("a prepared SELECT * fails when a column or a type changes", 12, all -> {
                Connection session = all.next();
                run(session, "CREATE TABLE t (a varchar(10)); PREPARE p AS SELECT * FROM t; EXECUTE p");
                run(session, "ALTER TABLE t ADD COLUMN b int");
                assertThat(state(session, "EXECUTE p")).isEqualTo("0A000");
                run(session, "DEALLOCATE p; PREPARE p AS SELECT a FROM t; EXECUTE p");
                run(session, "ALTER TABLE t ALTER a TYPE varchar(20)");
                assertThat(state(session, "EXECUTE p")).isEqualTo("0A000");
            }),
            new Claim("json has no equality", 12, all -> {
                Connection session = all.next();
                run(session, "CREATE TABLE t (a json)");
                assertThat(state(session, "SELECT DISTINCT * FROM t")).isEqualTo("42883");
            }),
            new Claim(
                    "BEGIN in a transaction and COMMIT without one are warnings, and the first COMMIT ends it",
                    12,
                    all -> {
                        Connection session = all.next();
                        run(session, "BEGIN");
                        assertThat(warning(session, "BEGIN")).isEqualTo("25001");
                        run(session, "CREATE TABLE t (a int)");
                        run(session, "COMMIT");
                        assertThat(warning(session, "COMMIT")).isEqualTo("25P01");
                        run(session, "BEGIN");
                        run(session, "ALTER TABLE t ADD COLUMN b int");
                        session.close();
                        assertThat(state(all.next(), "SELECT b FROM t")).isEqualTo("42703");
                    }),
            new Claim("a CHECK that hangs on the session breaks rows that were right", 12, all -> {
                Connection session = all.next();
                run(session, "SET app.most = '10'");
                run(session, "CREATE TABLE t (a int CHECK (a < current_setting('app.most')::int), b int)");
                run(session, "INSERT INTO t VALUES (5)");
                run(session, "SET app.most = '1'");
                assertThat(state(session, "UPDATE t SET b = 1")).isEqualTo("23514");
            }),
            new Claim("gaps between columns are those the rule counts", 12, all -> {
                Connection session = all.next();
                String badly =
                        "(valid boolean, sensor bigint, final boolean, at timestamptz, source smallint, value float8)";
                run(session, "CREATE TABLE badly " + badly);
                run(
                        session,
                        "CREATE TABLE well (sensor bigint, at timestamptz, value float8, source smallint,"
                                + " valid boolean, final boolean)");
                run(session, "INSERT INTO badly VALUES (true, 1, true, now(), 1, 1)");
                run(session, "INSERT INTO well VALUES (1, now(), 1, 1, true, true)");
                assertThat(
                                one(
                                        session,
                                        "SELECT (SELECT pg_column_size(b) FROM badly b) - (SELECT pg_column_size(w) FROM well w)"))
                        .isEqualTo("20");
                assertThat(new Bench().lint("CREATE TABLE badly " + badly, 16).findings())
                        .filteredOn(found -> found.code().equals("column-order-wastes-space"))
                        .singleElement()
                        .satisfies(found -> assertThat(found.message()).startsWith("20 bytes of each row"));
            }),
            new Claim("a disabled trigger is off for every session, foreign keys too", 12, all -> {
                Connection session = all.next();
                Connection other = all.next();
                run(session, "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p)");
                assertThat(state(other, "INSERT INTO c VALUES (7)")).isEqualTo("23503");
                run(session, "ALTER TABLE c DISABLE TRIGGER ALL");
                assertThat(state(other, "INSERT INTO c VALUES (7)")).isEmpty();
            }),
            new Claim("rows of a child are rows of its parent, its unique key is not", 12, all -> {
                Connection session = all.next();
                run(session, "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c () INHERITS (p)");
                run(session, "INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)");
                assertThat(one(session, "SELECT count(*) FROM p WHERE id = 1")).isEqualTo("2");
            }),
            new Claim("the time zone of the session decides what a timestamp becomes", 12, all -> {
                Connection session = all.next();
                run(session, "CREATE TABLE t (a timestamp, b timestamp)");
                run(session, "INSERT INTO t VALUES ('2026-07-01 12:00', '2026-07-01 12:00')");
                run(session, "SET TimeZone = 'UTC'; ALTER TABLE t ALTER a TYPE timestamptz");
                run(session, "SET TimeZone = 'Europe/Berlin'; ALTER TABLE t ALTER b TYPE timestamptz");
                assertThat(one(session, "SELECT a - b FROM t")).isEqualTo("02:00:00");
            }),
            new Claim("SET outlives its transaction, SET LOCAL does not", 12, all -> {
                Connection session = all.next();
                run(session, "BEGIN; SET lock_timeout = '5s'; SET LOCAL statement_timeout = '5s'; COMMIT");
                assertThat(one(session, "SHOW lock_timeout")).isEqualTo("5s");
                assertThat(one(session, "SHOW statement_timeout")).isEqualTo("0");
            }),
            new Claim("a column named twice is refused", 12, all -> {
                Connection session = all.next();
                assertThat(state(session, "CREATE TABLE t (a int, a int)")).isEqualTo("42701");
                run(session, "CREATE TABLE t (a int)");
                assertThat(state(session, "ALTER TABLE t ADD b int, ADD b int")).isEqualTo("42701");
            }),
            new Claim("a CHECK NOT VALID refuses the rows of code that leaves the column out", 12, all -> {
                Connection session = all.next();
                run(session, "CREATE TABLE t (id int); ALTER TABLE t ADD COLUMN c text");
                run(session, "ALTER TABLE t ADD CHECK (c IS NOT NULL) NOT VALID");
                assertThat(state(session, "INSERT INTO t (id) VALUES (1)")).isEqualTo("23514");
            }),
            new Claim("an owner has no grants to keep", 12, all -> {
                Connection session = all.next();
                run(session, "CREATE ROLE former_owner; CREATE ROLE new_owner; CREATE TABLE t (a int)");
                run(session, "GRANT USAGE, CREATE ON SCHEMA " + all.schema() + " TO former_owner, new_owner");
                run(session, "ALTER TABLE t OWNER TO former_owner; ALTER TABLE t OWNER TO new_owner");
                run(session, "SET ROLE former_owner");
                assertThat(state(session, "SELECT * FROM t")).isEqualTo("42501");
            }));

    @TestFactory
    Stream<DynamicContainer> claims() {
        return dev.lockkeeper.dryrun.Bench.majors().stream()
                .map(major -> DynamicContainer.dynamicContainer(
                        "PostgreSQL " + major, Stream.of(DynamicTest.dynamicTest("all claims", () -> all(major)))));
    }

    /** On one server, one after the other; every claim that does not hold is named. */
    private static void all(int major) throws Exception {
        List<String> wrong = new ArrayList<>();
        try (UnsealedServer server = UnsealedServer.start(major)) {
            for (int i = 0; i < CLAIMS.size(); i++) {
                Claim claim = CLAIMS.get(i);
                try (Sessions sessions = new Sessions(server, "claim_" + i, new ArrayList<>())) {
                    if (major >= claim.from()) {
                        claim.body().on(sessions);
                    }
                } catch (SQLException | AssertionError e) {
                    wrong.add(claim.what() + ": " + e.getMessage());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** An older transaction is open for longer than the timeout. */
    private static void cancelledBuild(Sessions all, String timeout, String sqlState) throws Exception {
        Connection session = all.next();
        Connection older = all.next();
        run(session, "CREATE TABLE t (a int)");
        run(older, "BEGIN; INSERT INTO t VALUES (1)");
        run(session, "SET " + timeout + " = '100ms'");
        assertThat(state(session, "CREATE INDEX CONCURRENTLY i ON t (a)")).isEqualTo(sqlState);
        run(session, "RESET " + timeout);
        assertThat(state(session, "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)"))
                .isEmpty();
        assertThat(one(session, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"))
                .isEqualTo("f");
    }

    private static void await(Connection connection, String condition) throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!one(connection, condition).equals("t")) {
            assertThat(System.nanoTime()).as(condition).isLessThan(end);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            while (statement.getMoreResults() || statement.getUpdateCount() != -1) {}
        }
    }

    /** The SQLSTATE of the failure; empty when it succeeds. */
    private static String state(Connection connection, String sql) {
        try {
            run(connection, sql);
            return "";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private static String warning(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return statement.getWarnings() == null
                    ? ""
                    : statement.getWarnings().getSQLState();
        }
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
