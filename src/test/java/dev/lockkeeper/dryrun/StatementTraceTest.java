package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one statement cost and caused: also what a DO block or a function does is the doing of the statement that calls it. */
class StatementTraceTest {
    private static final QualifiedName ORDERS = QualifiedName.of("public", "orders");
    private static final long ROWS = 50_000;

    static List<Integer> majors() {
        return Bench.majors();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void theCausingStatementIsCharged(int major) throws Exception {
        try (ShadowDatabase shadow = Bench.databases().open(ShadowRequest.forMajor(major), ShadowChoice.EMBEDDED)) {
            try (Connection c = shadow.migrator()) {
                Rows.execute(c, Bench.SCHEMA);
                Rows.execute(
                        c,
                        "INSERT INTO orders (id, qty, note) SELECT g, 1, md5(g::text) FROM generate_series(1, " + ROWS
                                + ") g");
                Rows.execute(
                        c,
                        "CREATE FUNCTION widens() RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE ''ALTER TABLE orders ALTER qty TYPE bigint''; END'");
                Rows.execute(
                        c,
                        "CREATE PROCEDURE commits() LANGUAGE plpgsql AS 'BEGIN CREATE INDEX i ON orders (note); COMMIT; END'");
            }
            try (TracedSession session = new TracedSession(shadow, Bench.catalog(), Map.of(ORDERS, ROWS))) {
                StatementRun adds = session.inTransaction(
                        task("DO $$ BEGIN EXECUTE 'ALTER TABLE orders ADD COLUMN more int'; END $$"));
                assertThat(modes(adds)).contains(LockMode.ACCESS_EXCLUSIVE);
                assertThat(adds.rewritten()).isEmpty();
                StatementRun widens = session.inTransaction(task("SELECT widens()"));
                assertThat(modes(widens)).contains(LockMode.ACCESS_EXCLUSIVE);
                assertThat(widens.rewritten()).containsExactly(ORDERS);
                assertThat(widens.walBytes()).isGreaterThan(adds.walBytes()).isGreaterThan(ROWS * 40);
                StatementRun reads = session.inTransaction(task("SELECT count(*) FROM orders"));
                assertThat(reads.walBytes()).isLessThan(10_000);
                assertThat(reads.tempBytes()).hasValue(0);
                session.quietly("SET work_mem = '64kB'");
                StatementRun sorts = session.inTransaction(
                        task("SELECT count(*) FROM (SELECT note FROM orders ORDER BY note OFFSET 0) x"));
                assertThat(sorts.tempBytes().orElseThrow()).isGreaterThan(ROWS * 20);
                StatementRun again = session.inTransaction(task("SELECT 1"));
                assertThat(again.tempBytes()).hasValue(0);
                StatementRun procedure = session.alone(task("CALL commits()"));
                assertThat(procedure.walBytes()).isGreaterThan(ROWS * 10);
            }
        }
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void locksAreHeldToTheEndOfTheTransaction(int major) throws Exception {
        Run run = Bench.run(
                        major,
                        Bench.analyse(
                                major,
                                "BEGIN; ALTER TABLE orders ADD COLUMN more int; SELECT pg_sleep(0.2); COMMIT; SELECT 1"),
                        ((dev.lockkeeper.plan.PlanOutcome.Planned)
                                        Bench.plan(Bench.analyse(major, "ALTER TABLE orders ADD COLUMN more int")))
                                .plan())
                .original();
        assertThat(run.failure()).isEmpty();
        assertThat(run.statements().get(0).heldMillis())
                .isGreaterThanOrEqualTo(200)
                .isEqualTo(run.statements().get(0).millis()
                        + run.statements().get(1).millis());
        assertThat(run.statements().get(2).heldMillis()).isLessThan(200);
    }

    private static TracedSession.Task task(String sql) throws SQLException {
        return new TracedSession.Task("1", sql, List.of(), false, Optional.empty());
    }

    private static List<LockMode> modes(StatementRun run) {
        return run.locks().stream()
                .filter(lock -> lock.relation().equals(ORDERS))
                .map(ObservedLock::mode)
                .toList();
    }
}
