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
    private static final String T = "CREATE TABLE t (id int, a int, b text)";

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
            for (ViolationRow row : Stream.concat(ValueViolations.ROWS.stream(), ReferenceViolations.ROWS.stream())
                    .toList()) {
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

    private static void judge(Connection connection, int major, ViolationRow row) throws Exception {
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
