package dev.lockkeeper.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * On real servers: the query of each step that can fail on data counts exactly the planted violations, and the
 * statement itself fails with the predicted SQLSTATE exactly when the count is above zero.
 */
class ViolationCountsTest {
    /** {@code since}: first major; {@code count}: what the bad rows add, -1 when nothing safe can count them. */
    private record Row(
            String name, int since, String schema, String good, String bad, long count, String ddl, String state) {
        Row(String name, String schema, String good, String bad, long count, String ddl, String state) {
            this(name, 12, schema, good, bad, count, ddl, state);
        }
    }

    private static final String T = "CREATE TABLE t (id int, a int, b text)";
    private static final String PC =
            "CREATE TABLE p (x int PRIMARY KEY); CREATE TABLE c (id int, x int); INSERT INTO p VALUES (1), (2)";
    private static final String PC2 =
            "CREATE TABLE p (x int, y int, PRIMARY KEY (x, y)); CREATE TABLE c (x int, y int); INSERT INTO p VALUES (1, 1), (2, 2)";

    private static final List<Row> ROWS = List.of(
            // CHECK and NOT NULL
            new Row(
                    "check passes NULL",
                    T,
                    "INSERT INTO t (a) VALUES (1), (NULL)",
                    "INSERT INTO t (a) VALUES (-1), (-2), (-3)",
                    3,
                    "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)",
                    "23514"),
            new Row(
                    "check with a comment at its end",
                    T,
                    "INSERT INTO t (a) VALUES (1)",
                    "INSERT INTO t (a) VALUES (0)",
                    1,
                    "ALTER TABLE t ADD CHECK (a > 0 -- positive\n)",
                    "23514"),
            new Row(
                    "validate a constraint",
                    T + "; ALTER TABLE t ADD CONSTRAINT k CHECK (b <> '') NOT VALID",
                    "INSERT INTO t (b) VALUES ('x')",
                    "ALTER TABLE t DROP CONSTRAINT k; INSERT INTO t (b) VALUES (''), (''); ALTER TABLE t ADD CONSTRAINT k CHECK (b <> '') NOT VALID",
                    2,
                    "ALTER TABLE t VALIDATE CONSTRAINT k",
                    "23514"),
            new Row(
                    "not null",
                    T,
                    "INSERT INTO t (a) VALUES (1)",
                    "INSERT INTO t (b) VALUES ('x'), ('y')",
                    2,
                    "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
                    "23502"),
            new Row(
                    "not null column without a default",
                    T,
                    "SELECT 1",
                    "INSERT INTO t VALUES (1, 1, 'x')",
                    1,
                    "ALTER TABLE t ADD COLUMN n int NOT NULL",
                    "23502"),
            new Row(
                    "primary key over NULL",
                    T,
                    "INSERT INTO t (id) VALUES (1), (2)",
                    "INSERT INTO t (a) VALUES (3)",
                    1,
                    "ALTER TABLE t ADD PRIMARY KEY (id)",
                    "23502"),
            // unique
            new Row(
                    "unique: NULLs differ; keys are counted, not rows",
                    T,
                    "INSERT INTO t (a) VALUES (1), (NULL), (NULL)",
                    "INSERT INTO t (a) VALUES (7), (7), (7), (8), (8)",
                    2,
                    "ALTER TABLE t ADD CONSTRAINT k UNIQUE (a)",
                    "23505"),
            new Row(
                    "primary key over duplicates",
                    T,
                    "INSERT INTO t (id) VALUES (1), (2)",
                    "INSERT INTO t (id) VALUES (2)",
                    1,
                    "ALTER TABLE t ADD PRIMARY KEY (id)",
                    "23505"),
            new Row(
                    "unique of two columns",
                    T,
                    "INSERT INTO t (a, b) VALUES (1, 'x'), (1, 'y'), (1, NULL), (1, NULL)",
                    "INSERT INTO t (a, b) VALUES (1, 'x')",
                    1,
                    "CREATE UNIQUE INDEX k ON t (a, b)",
                    "23505"),
            new Row(
                    "deferrable unique",
                    T,
                    "INSERT INTO t (a) VALUES (1)",
                    "INSERT INTO t (a) VALUES (1)",
                    1,
                    "ALTER TABLE t ADD CONSTRAINT k UNIQUE (a) DEFERRABLE INITIALLY DEFERRED",
                    "23505"),
            new Row(
                    "unique over lower()",
                    T,
                    "INSERT INTO t (b) VALUES ('a@x'), ('b@x'), (NULL), (NULL)",
                    "INSERT INTO t (b) VALUES ('A@X'), ('B@x')",
                    2,
                    "CREATE UNIQUE INDEX k ON t (lower(b) text_pattern_ops DESC NULLS LAST)",
                    "23505"),
            new Row(
                    "unique over an expression in brackets",
                    T,
                    "INSERT INTO t (a) VALUES (1), (2)",
                    "INSERT INTO t (a) VALUES (-1)",
                    1,
                    "CREATE UNIQUE INDEX k ON t ((a * a) ASC)",
                    "23505"),
            new Row(
                    "partial unique",
                    T,
                    "INSERT INTO t (a, b) VALUES (1, 'old'), (1, 'old'), (1, 'new')",
                    "INSERT INTO t (a, b) VALUES (1, 'new')",
                    1,
                    "CREATE UNIQUE INDEX k ON t (a) WHERE b = 'new'",
                    "23505"),
            new Row(
                    "unique with included columns",
                    T,
                    "INSERT INTO t (a, b) VALUES (1, 'x')",
                    "INSERT INTO t (a, b) VALUES (1, 'y')",
                    1,
                    "CREATE UNIQUE INDEX k ON t (a) INCLUDE (b)",
                    "23505"),
            new Row(
                    "unique, NULLS NOT DISTINCT",
                    15,
                    T,
                    "INSERT INTO t (a) VALUES (1), (NULL)",
                    "INSERT INTO t (a) VALUES (NULL)",
                    1,
                    "CREATE UNIQUE INDEX k ON t (a) NULLS NOT DISTINCT",
                    "23505"),
            new Row(
                    "unique constraint, NULLS NOT DISTINCT",
                    15,
                    T,
                    "INSERT INTO t (a) VALUES (1), (NULL)",
                    "INSERT INTO t (a) VALUES (NULL)",
                    1,
                    "ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (a)",
                    "23505"),
            new Row(
                    "unique on a parent leaves its children alone",
                    T + "; CREATE TABLE child () INHERITS (t)",
                    "INSERT INTO t (a) VALUES (1); INSERT INTO child (a) VALUES (1)",
                    "INSERT INTO t (a) VALUES (1)",
                    1,
                    "CREATE UNIQUE INDEX k ON t (a)",
                    "23505"),
            new Row(
                    "unique on a partitioned table",
                    "CREATE TABLE t (a int, b text) PARTITION BY LIST (a); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)",
                    "INSERT INTO t VALUES (1, 'x')",
                    "INSERT INTO t VALUES (1, 'x')",
                    1,
                    "CREATE UNIQUE INDEX k ON t (a, b)",
                    "23505"),
            // foreign keys
            new Row(
                    "foreign key",
                    PC,
                    "INSERT INTO c (x) VALUES (1), (NULL)",
                    "INSERT INTO c (x) VALUES (3), (4), (4)",
                    3,
                    "ALTER TABLE c ADD FOREIGN KEY (x) REFERENCES p",
                    "23503"),
            new Row(
                    "validate a foreign key",
                    PC + "; ALTER TABLE c ADD CONSTRAINT k FOREIGN KEY (x) REFERENCES p (x) NOT VALID",
                    "INSERT INTO c (x) VALUES (1), (NULL)",
                    "ALTER TABLE c DROP CONSTRAINT k; INSERT INTO c (x) VALUES (9); ALTER TABLE c ADD CONSTRAINT k FOREIGN KEY (x) REFERENCES p (x) NOT VALID",
                    1,
                    "ALTER TABLE c VALIDATE CONSTRAINT k",
                    "23503"),
            new Row(
                    "composite foreign key: MATCH SIMPLE passes every NULL",
                    PC2,
                    "INSERT INTO c VALUES (1, 1), (9, NULL), (NULL, 9), (NULL, NULL)",
                    "INSERT INTO c VALUES (1, 2), (2, 1)",
                    2,
                    "ALTER TABLE c ADD FOREIGN KEY (x, y) REFERENCES p (x, y)",
                    "23503"),
            new Row(
                    "composite foreign key: MATCH FULL passes only all NULL",
                    PC2,
                    "INSERT INTO c VALUES (1, 1), (NULL, NULL)",
                    "INSERT INTO c VALUES (1, NULL), (5, 5)",
                    2,
                    "ALTER TABLE c ADD FOREIGN KEY (x, y) REFERENCES p MATCH FULL",
                    "23503"),
            new Row(
                    "foreign key to a parent with inheritance children",
                    PC + "; CREATE TABLE p2 () INHERITS (p); INSERT INTO p2 VALUES (77)",
                    "INSERT INTO c (x) VALUES (1)",
                    "INSERT INTO c (x) VALUES (77)",
                    1,
                    "ALTER TABLE c ADD FOREIGN KEY (x) REFERENCES p",
                    "23503"),
            // conversions
            new Row(
                    "bigint to int",
                    "CREATE TABLE t (a bigint)",
                    "INSERT INTO t VALUES (2147483647), (-2147483648), (NULL)",
                    "INSERT INTO t VALUES (2147483648), (-2147483649)",
                    2,
                    "ALTER TABLE t ALTER COLUMN a TYPE int",
                    "22003"),
            new Row(
                    "bigint to int with USING",
                    "CREATE TABLE t (a bigint)",
                    "INSERT INTO t VALUES (1)",
                    "INSERT INTO t VALUES (2147483648)",
                    1,
                    "ALTER TABLE t ALTER COLUMN a TYPE int USING a::int",
                    "22003"),
            new Row(
                    "numeric to int rounds first",
                    "CREATE TABLE t (a numeric)",
                    "INSERT INTO t VALUES (2147483647.4), (1.5)",
                    "INSERT INTO t VALUES (2147483647.5)",
                    1,
                    "ALTER TABLE t ALTER COLUMN a TYPE int",
                    "22003"),
            new Row(
                    "double to int",
                    "CREATE TABLE t (a double precision)",
                    "INSERT INTO t VALUES (2147483647.4), (-2147483648.4)",
                    "INSERT INTO t VALUES ('NaN'), ('Infinity'), (1e10), (2147483647.6)",
                    4,
                    "ALTER TABLE t ALTER COLUMN a TYPE int",
                    "22003"),
            new Row(
                    "numeric precision",
                    "CREATE TABLE t (a numeric(10,2))",
                    "INSERT INTO t VALUES (999.99), (-999.99), ('NaN'), (NULL)",
                    "INSERT INTO t VALUES (1000), (-1000.01)",
                    2,
                    "ALTER TABLE t ALTER COLUMN a TYPE numeric(5,2)",
                    "22003"),
            new Row(
                    "numeric scale rounds up into one more digit",
                    "CREATE TABLE t (a numeric(10,3))",
                    "INSERT INTO t VALUES (999.994)",
                    "INSERT INTO t VALUES (999.995)",
                    1,
                    "ALTER TABLE t ALTER COLUMN a TYPE numeric(5,2)",
                    "22003"),
            new Row(
                    "int to numeric",
                    "CREATE TABLE t (a int)",
                    "INSERT INTO t VALUES (999), (-999)",
                    "INSERT INTO t VALUES (1000)",
                    1,
                    "ALTER TABLE t ALTER COLUMN a TYPE numeric(5,2)",
                    "22003"),
            new Row(
                    "double to numeric",
                    "CREATE TABLE t (a float8)",
                    "INSERT INTO t VALUES (99.994)",
                    "INSERT INTO t VALUES (1e9), (99.996)",
                    2,
                    "ALTER TABLE t ALTER COLUMN a TYPE numeric(4,2)",
                    "22003"),
            new Row(
                    "varchar narrower: blanks at the end are cut",
                    "CREATE TABLE t (b varchar(20))",
                    "INSERT INTO t VALUES ('abcde'), ('abcde     '), (''), (NULL), ('€€€€€')",
                    "INSERT INTO t VALUES ('abcdef'), ('abcde  f')",
                    2,
                    "ALTER TABLE t ALTER COLUMN b TYPE varchar(5)",
                    "22001"),
            new Row(
                    "text to char",
                    "CREATE TABLE t (b text)",
                    "INSERT INTO t VALUES ('ab'), ('ab  ')",
                    "INSERT INTO t VALUES ('abc')",
                    1,
                    "ALTER TABLE t ALTER COLUMN b TYPE char(2)",
                    "22001"),
            new Row(
                    "int to varchar",
                    "CREATE TABLE t (a int)",
                    "INSERT INTO t VALUES (-99)",
                    "INSERT INTO t VALUES (-100)",
                    1,
                    "ALTER TABLE t ALTER COLUMN a TYPE varchar(3)",
                    "22001"),
            new Row(
                    "text to int",
                    T,
                    "INSERT INTO t (b) VALUES ('1'), (' -7 '), ('+0012'), (NULL)",
                    "INSERT INTO t (b) VALUES ('x'), (''), ('1.5'), ('12a')",
                    4,
                    "ALTER TABLE t ALTER COLUMN b TYPE int USING b::int",
                    "22P02"),
            new Row(
                    "text to int, out of range",
                    T,
                    "INSERT INTO t (b) VALUES ('2147483647')",
                    "INSERT INTO t (b) VALUES ('2147483648'), ('99999999999999999999999999999999999999')",
                    2,
                    "ALTER TABLE t ALTER COLUMN b TYPE int USING (b)::integer",
                    "22003"),
            new Row(
                    "text to int through nullif and trim",
                    T,
                    "INSERT INTO t (b) VALUES ('1'), (''), ('  ')",
                    "INSERT INTO t (b) VALUES ('none')",
                    1,
                    "ALTER TABLE t ALTER COLUMN b TYPE int USING nullif(trim(b), '')::int",
                    "22P02"),
            new Row(
                    "text to int, CAST written out",
                    T,
                    "INSERT INTO t (b) VALUES ('1')",
                    "INSERT INTO t (b) VALUES ('one')",
                    1,
                    "ALTER TABLE t ALTER COLUMN b TYPE int USING CAST(b AS int)",
                    "22P02"),
            new Row(
                    "text to numeric",
                    T,
                    "INSERT INTO t (b) VALUES ('1.5'), ('.5'), ('1e3'), ('NaN'), (' 2 ')",
                    "INSERT INTO t (b) VALUES ('1,5'), ('e'), ('.')",
                    3,
                    "ALTER TABLE t ALTER COLUMN b TYPE numeric USING b::numeric",
                    "22P02"),
            new Row(
                    "text to boolean",
                    T,
                    "INSERT INTO t (b) VALUES ('t'), ('TRUE'), ('off'), (' no '), ('1')",
                    "INSERT INTO t (b) VALUES ('maybe'), ('o'), ('2')",
                    3,
                    "ALTER TABLE t ALTER COLUMN b TYPE boolean USING b::boolean",
                    "22P02"),
            new Row(
                    "text to uuid",
                    T,
                    "INSERT INTO t (b) VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), ('{a0eebc999c0b4ef8bb6d6bb9bd380A11}')",
                    "INSERT INTO t (b) VALUES ('a0eebc99'), ('{a0eebc999c0b4ef8bb6d6bb9bd380a11')",
                    2,
                    "ALTER TABLE t ALTER COLUMN b TYPE uuid USING b::uuid",
                    "22P02"),
            new Row(
                    "text to date",
                    16,
                    T,
                    "INSERT INTO t (b) VALUES ('2026-02-28')",
                    "INSERT INTO t (b) VALUES ('soon')",
                    1,
                    "ALTER TABLE t ALTER COLUMN b TYPE date USING b::date",
                    "22007"),
            new Row(
                    "text to jsonb",
                    16,
                    T,
                    "INSERT INTO t (b) VALUES ('{}')",
                    "INSERT INTO t (b) VALUES ('{')",
                    1,
                    "ALTER TABLE t ALTER COLUMN b TYPE jsonb USING b::jsonb",
                    "22P02"),
            new Row(
                    "text to enum",
                    T + "; CREATE TYPE mood AS ENUM ('sad', 'o''k')",
                    "INSERT INTO t (b) VALUES ('sad'), ('o''k'), (NULL)",
                    "INSERT INTO t (b) VALUES ('Sad'), ('')",
                    2,
                    "ALTER TABLE t ALTER COLUMN b TYPE mood USING b::mood",
                    "22P02"),
            new Row(
                    "enum to another enum",
                    "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE mood2 AS ENUM ('ok'); CREATE TABLE t (b mood)",
                    "INSERT INTO t (b) VALUES ('ok')",
                    "INSERT INTO t (b) VALUES ('sad')",
                    1,
                    "ALTER TABLE t ALTER COLUMN b TYPE mood2 USING b::text::mood2",
                    "22P02"),
            new Row(
                    "int to domain",
                    16,
                    T + "; CREATE DOMAIN posint AS int CHECK (VALUE > 0)",
                    "INSERT INTO t (a) VALUES (1), (NULL)",
                    "INSERT INTO t (a) VALUES (0), (-1)",
                    2,
                    "ALTER TABLE t ALTER COLUMN a TYPE posint",
                    "23514"),
            new Row(
                    "int to domain that refuses NULL",
                    16,
                    T + "; CREATE DOMAIN posint AS int CHECK (VALUE IS NOT NULL)",
                    "INSERT INTO t (a) VALUES (1)",
                    "INSERT INTO t (b) VALUES ('x')",
                    1,
                    "ALTER TABLE t ALTER COLUMN a TYPE posint",
                    "23514"));

    /** Nothing safe can count these: no query may be offered. */
    private static final List<String> NOT_COUNTABLE = List.of(
            "ALTER TABLE t ALTER COLUMN b TYPE int USING (a / 0)::int",
            "ALTER TABLE t ALTER COLUMN b TYPE int USING length(b)",
            "ALTER TABLE t ALTER COLUMN b TYPE int USING (SELECT 1)",
            "ALTER TABLE t ADD CHECK (a > (SELECT 1))",
            "ALTER TABLE t ADD EXCLUDE (a WITH =)",
            "ALTER TABLE t ALTER COLUMN b TYPE int[] USING b::int[]");

    @TestFactory
    Stream<DynamicTest> countsAreThePlantedViolations() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int major : Bench.majors()) {
            tests.add(DynamicTest.dynamicTest("PostgreSQL " + major, () -> onOneServer(major)));
        }
        return tests.stream();
    }

    private static void onOneServer(int major) throws Exception {
        List<String> wrong = new ArrayList<>();
        try (ShadowDatabase shadow = Bench.databases().open(ShadowRequest.forMajor(major), ShadowChoice.EMBEDDED);
                Connection connection = shadow.migrator()) {
            for (Row row : ROWS) {
                if (row.since() <= major) {
                    try {
                        judge(connection, major, row);
                    } catch (AssertionError | SQLException e) {
                        wrong.add(row.name() + ": " + e.getMessage());
                    }
                    run(connection, "DROP SCHEMA public CASCADE");
                    run(connection, "CREATE SCHEMA public");
                }
            }
        }
        assertThat(wrong).as("PostgreSQL " + major).isEmpty();
    }

    private static void judge(Connection connection, int major, Row row) throws Exception {
        run(connection, row.schema());
        run(connection, row.good());
        Effect.FailsOnData fails = failure(row.schema(), row.ddl(), major, row.state());
        String query = fails.countQuery().orElseThrow(() -> new AssertionError("no query"));
        assertThat(query).contains("LIMIT 1001");
        assertThat(count(connection, query)).as("good rows, " + query).isZero();
        assertThat(failureOf(connection, row.ddl())).as("good rows").isEmpty();
        run(connection, row.bad());
        assertThat(count(connection, query)).as("bad rows, " + query).isEqualTo(row.count());
        assertThat(failureOf(connection, row.ddl())).as("bad rows").hasValue(row.state());
    }

    private static Effect.FailsOnData failure(String schema, String ddl, int major, String state) {
        List<Effect.FailsOnData> all = failures(schema, ddl, major);
        // A text that is no number and one that is too large fail with different states: one is predicted.
        return all.stream()
                .filter(fails -> fails.sqlState().equals(state))
                .findFirst()
                .or(() -> all.stream()
                        .filter(fails ->
                                state.equals("22003") && fails.sqlState().equals("22P02"))
                        .findFirst())
                .orElseThrow(() -> new AssertionError(state + " is not predicted: " + all));
    }

    private static List<Effect.FailsOnData> failures(String schema, String ddl, int major) {
        Catalog catalog = Catalog.empty();
        for (var statement : read(schema).statements()) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        PgVersion version = PgVersion.of(major);
        return Analyzer.analyze(read(ddl), catalog, context(version), version, Framework.PLAIN, true)
                .statements()
                .getFirst()
                .all(Effect.FailsOnData.class)
                .toList();
    }

    private static ProductionContext context(PgVersion version) {
        try {
            return dev.lockkeeper.context.ContextReader.read(
                    "context",
                    ("{\"postgres_version\": \"" + version.major() + "\"}")
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (dev.lockkeeper.context.ContextException e) {
            throw new AssertionError(e);
        }
    }

    private static Script read(String sql) {
        return ((ScriptOutcome.Read) Bench.READER.read("sql", sql)).script();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** Runs it in a transaction that is taken back; the SQLSTATE when it fails. */
    private static Optional<String> failureOf(Connection connection, String ddl) throws SQLException {
        connection.setAutoCommit(false);
        try {
            run(connection, ddl);
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(e.getSQLState());
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    @TestFactory
    Stream<DynamicTest> noQueryIsBetterThanAWrongOne() {
        return NOT_COUNTABLE.stream()
                .map(ddl -> DynamicTest.dynamicTest(
                        ddl,
                        () -> assertThat(failures(T, ddl, 18))
                                .isNotEmpty()
                                .allSatisfy(
                                        fails -> assertThat(fails.countQuery()).isEmpty())));
    }
}
