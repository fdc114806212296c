package dev.lockkeeper.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.plan.Planner;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What five popular articles on migrations say, and what measurement on PostgreSQL 10 to 18 says instead. What only a
 * server can say (T11, T18, T20) is in {@link RuleClaimsTest}; that a snapshot counts no table (T21) in SnapshotsTest.
 */
class ArticleCorrectionsTest {
    private static final Bench BENCH = new Bench();
    private static final PostgresGrammar GRAMMAR = new PostgresGrammar();
    private static final Planner PLANNER = new Planner(
            ServiceLoader.load(Technique.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList(),
            new Reanalysis(new ScriptReader(GRAMMAR), GRAMMAR));
    private static final String BRIEF = "SET lock_timeout = '2s';\n";

    private static Set<String> serious(LintResult result) {
        return result.findings().stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .map(Finding::code)
                .collect(Collectors.toSet());
    }

    private static Set<String> serious(String sql, int major, String... given) {
        return serious(BENCH.lint(sql, major, given));
    }

    /** The statements of the plan in order. */
    private static List<String> planned(String sql) {
        Analysis analysis = BENCH.analyse(sql, 16, List.of(), List.of());
        return switch (PLANNER.plan(analysis, BENCH.lint(analysis))) {
            case PlanOutcome.Planned planned ->
                planned.plan()
                        .steps()
                        .flatMap(step -> step.statements().stream())
                        .toList();
            case PlanOutcome.NoPlan none -> throw new AssertionError(none.reasons());
        };
    }

    private static int indexOf(List<String> steps, String text) {
        return IntStream.range(0, steps.size())
                .filter(i -> steps.get(i).contains(text))
                .findFirst()
                .orElse(-1);
    }

    private static Finding finding(String sql, int major, String code, String... given) {
        return BENCH.lint(sql, major, given).findings().stream()
                .filter(found -> found.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no finding " + code));
    }

    @ParameterizedTest(name = "T1, T2: a constant default with NOT NULL on PostgreSQL {0}: rewrite {1}")
    @CsvSource({"10, true", "11, false", "12, false", "15, false", "18, false"})
    void constantDefaultRewritesOnlyOn10(int major, boolean rewrites) {
        String sql = BRIEF + "ALTER TABLE orders ADD COLUMN status_v2 varchar(50) DEFAULT 'pending' NOT NULL;";
        assertThat(serious(sql, major)).isEqualTo(rewrites ? Set.of("constant-default-rewrites-table") : Set.of());
    }

    @Test
    void t1TheOutageWasTheQueueBehindALongReport() {
        String sql = "ALTER TABLE orders ADD COLUMN status_v2 varchar(50) DEFAULT 'pending' NOT NULL;";
        Finding queue = finding(
                sql,
                12,
                "lock-queue-behind-long-query",
                "running query on orders 3600 s",
                "orders 300 reads/s, 50 writes/s",
                "pool 150");
        assertThat(queue.severity()).isEqualTo(Severity.ERROR);
        assertThat(queue.message())
                .contains("ACCESS EXCLUSIVE on orders (40.0 million rows, 8.0 GB)")
                .contains("running for 60 min (SELECT count(*) FROM orders)")
                .contains("350 each second")
                .contains("the 149 free connections of the pool of 150 are gone after 426 ms")
                .contains("never gives up");
    }

    @ParameterizedTest(name = "T3, T4: NOT NULL without default on PostgreSQL {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "12 | column \"region\" contains null values",
                "13 | column \"region\" of relation \"users\" contains null values",
                "18 | column \"region\" of relation \"users\" contains null values"
            })
    void notNullWithoutDefaultFailsAndRewritesNothing(int major, String text) {
        String sql = BRIEF + "ALTER TABLE users ADD COLUMN region text NOT NULL;";
        assertThat(serious(sql, major)).containsExactly("add-not-null-column-fails");
        assertThat(finding(sql, major, "add-not-null-column-fails").message())
                .contains(text)
                .contains("23502");
    }

    @ParameterizedTest(name = "T5: a foreign key ({0}) locks both tables, and not ACCESS EXCLUSIVE")
    @ValueSource(strings = {"", " NOT VALID"})
    void foreignKeyTakesShareRowExclusiveOnBothTables(String option) {
        Analysis analysis = BENCH.analyse(
                "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id)" + option,
                16,
                List.of(),
                List.of());
        assertThat(List.of("orders", "users"))
                .allSatisfy(table -> assertThat(
                                analysis.statements().getFirst().strongestLock(QualifiedName.of("public", table)))
                        .contains(LockMode.SHARE_ROW_EXCLUSIVE));
    }

    @ParameterizedTest(name = "T6: {0} blocks neither reads nor writes")
    @ValueSource(
            strings = {
                "ALTER TABLE orders ALTER COLUMN status SET STATISTICS 500",
                "ALTER TABLE orders SET (fillfactor = 90)",
                "COMMENT ON TABLE orders IS 'orders'"
            })
    void notEveryAlterTableIsAccessExclusive(String sql) {
        assertThat(serious(sql, 16)).isEmpty();
    }

    @ParameterizedTest(name = "T7, T13: SET NOT NULL after a validated CHECK on PostgreSQL {0}: scan {1}")
    @CsvSource({"11, true", "12, false", "18, false"})
    void setNotNullScansUnlessAValidatedCheckProvesIt(int major, boolean scans) {
        String sql = BRIEF + """
                ALTER TABLE orders ADD CONSTRAINT c CHECK (status IS NOT NULL) NOT VALID;
                ALTER TABLE orders VALIDATE CONSTRAINT c;
                ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
                """;
        assertThat(serious(sql, major)).isEqualTo(scans ? Set.of("set-not-null-scans-table") : Set.of());
    }

    @Test
    void t7ABackfillProvesNothingToTheCatalog() {
        String sql = BRIEF + "ALTER TABLE orders ALTER COLUMN status SET NOT NULL;";
        assertThat(serious(sql, 16)).containsExactly("set-not-null-scans-table");
    }

    @Test
    void t8ABackfillWithoutADefaultIsOvertakenByRunningCode() {
        String sql = BRIEF + """
                ALTER TABLE orders ADD COLUMN region text;
                UPDATE orders SET region = 'EU' WHERE id BETWEEN 1 AND 500;
                ALTER TABLE orders ADD CONSTRAINT c CHECK (region IS NOT NULL) NOT VALID;
                """;
        assertThat(serious(sql, 16, "a rollback")).containsExactly("new-column-not-null-without-default");
        String first = BRIEF + "ALTER TABLE orders ADD COLUMN region text;\n"
                + "ALTER TABLE orders ALTER COLUMN region SET DEFAULT 'EU';\n"
                + "ALTER TABLE orders ADD CONSTRAINT c CHECK (region IS NOT NULL) NOT VALID;";
        assertThat(serious(first, 16)).isEmpty();
    }

    @Test
    void t8ThePlanSetsTheDefaultBeforeItFills() {
        List<String> steps = planned("ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()");
        int set = indexOf(steps, "SET DEFAULT gen_random_uuid()");
        int fill = indexOf(steps, "CALL lockkeeper.");
        assertThat(set).isNotNegative().isLessThan(fill);
    }

    @Test
    void t10ThePlanGoesOnFromTheValidatedCheckToNotNull() {
        List<String> steps = planned("ALTER TABLE orders ALTER COLUMN status SET NOT NULL");
        int validated = indexOf(steps, "VALIDATE CONSTRAINT");
        int notNull = indexOf(steps, "SET NOT NULL");
        int dropped = indexOf(steps, "DROP CONSTRAINT");
        assertThat(validated).isNotNegative().isLessThan(notNull);
        assertThat(notNull).isLessThan(dropped);
        assertThat(steps).noneMatch(step -> step.contains("SET NOT NULL") && step.contains("DROP CONSTRAINT"));
    }

    @Test
    void t9AnIndexedForeignKeyWithoutNotValidStillScans() {
        String sql = "CREATE INDEX CONCURRENTLY i ON orders (user_id);\n" + BRIEF
                + "ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id);";
        assertThat(serious(sql, 16)).containsExactly("add-foreign-key-scans-tables");
    }

    @Test
    void t11OneStatementTimeoutForEverythingCancelsTheValidation() {
        String sql = "SET lock_timeout = '2s'; SET statement_timeout = '30s';\n"
                + "ALTER TABLE events ADD CONSTRAINT c CHECK (payload IS NOT NULL) NOT VALID;\n"
                + "ALTER TABLE events VALIDATE CONSTRAINT c;";
        assertThat(serious(sql, 16)).containsExactly("statement-timeout-cancels-build");
    }

    @ParameterizedTest(name = "T12: {0} rewrites on PostgreSQL {1}")
    @CsvSource({"random(), 10", "random(), 18", "clock_timestamp(), 12", "clock_timestamp(), 18"})
    void volatileDefaultsRewriteOnEveryMajor(String value, int major) {
        String sql = BRIEF + "ALTER TABLE orders ADD COLUMN token text DEFAULT " + value + "::text;";
        assertThat(serious(sql, major)).containsExactly("volatile-default-rewrites-table");
    }

    @Test
    void t14TheBackfillTemplateIsOneTransactionOfHours() {
        String sql = BRIEF + """
                ALTER TABLE orders ADD COLUMN status_v2 text;
                CREATE OR REPLACE FUNCTION backfill_status_v2() RETURNS void AS $$
                DECLARE
                rows_updated integer;
                BEGIN
                LOOP
                UPDATE orders SET status_v2 = 'pending'
                WHERE id IN (SELECT id FROM orders WHERE status_v2 IS NULL LIMIT 500);
                GET DIAGNOSTICS rows_updated = ROW_COUNT;
                EXIT WHEN rows_updated = 0;
                PERFORM pg_sleep(0.1);
                END LOOP;
                END;
                $$ LANGUAGE plpgsql;
                SELECT backfill_status_v2();
                """;
        Finding loop = finding(sql, 12, "batch-loop-in-one-transaction");
        assertThat(loop.severity()).isEqualTo(Severity.ERROR);
        assertThat(loop.message())
                .contains("orders (40.0 million rows, 8.0 GB)")
                .contains("2.2 h of it asleep");
    }

    @ParameterizedTest(name = "T15: lock_timeout {0} is too long: {1}")
    @CsvSource({"30s, true", "3s, true", "2s, false", "750ms, false"})
    void thirtySecondsOfWaitingAreAnOutage(String timeout, boolean tooLong) {
        String sql = "SET lock_timeout = '" + timeout + "'; ALTER TABLE orders ADD COLUMN note text;";
        assertThat(serious(sql, 16)).isEqualTo(tooLong ? Set.of("lock-timeout-too-long") : Set.of());
    }

    @ParameterizedTest(name = "T16: {0} sets no lock_timeout")
    @ValueSource(strings = {"rails", "prisma", "flyway"})
    void frameworksSetNoTimeoutByThemselves(String framework) {
        assertThat(serious("ALTER TABLE orders ADD COLUMN note text;", 16, "framework " + framework))
                .containsExactly("lock-timeout-missing");
    }

    @Test
    void t17NotValidAndValidateInOneTransactionHelpNobody() {
        String sql = "BEGIN; SET LOCAL lock_timeout = '2s';\n"
                + "ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0) NOT VALID;\n"
                + "ALTER TABLE orders VALIDATE CONSTRAINT c; COMMIT;";
        assertThat(serious(sql, 16)).containsExactly("validate-in-same-transaction");
    }

    @Test
    void t18ConcurrentlyWaitsForOlderTransactions() {
        Analysis analysis = BENCH.analyse("CREATE INDEX CONCURRENTLY i ON orders (user_id)", 16, List.of(), List.of());
        assertThat(analysis.statements().getFirst().has(Effect.WaitsForOlderTransactions.class))
                .isTrue();
    }

    @Test
    void t18ARetryOverAnInvalidIndexIsFound() {
        Analysis analysis = BENCH.analyse(
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON orders (user_id);",
                16,
                List.of("invalid index i"),
                List.of("CREATE INDEX i ON orders (user_id)"));
        assertThat(serious(BENCH.lint(analysis))).containsExactly("if-not-exists-hides-invalid-index");
    }

    @Test
    void t18ATimeoutOverTheBuildIsFound() {
        String build = "CREATE INDEX CONCURRENTLY i ON orders (user_id);";
        assertThat(serious("SET statement_timeout = 0; SET lock_timeout = '2s';\n" + build, 16))
                .containsExactly("lock-timeout-cancels-build");
        assertThat(serious("SET statement_timeout = '30s';\n" + build, 16))
                .containsExactly("statement-timeout-cancels-build");
    }

    @ParameterizedTest(name = "T19: a NOT VALID foreign key of a partitioned table on PostgreSQL {0}: refused {1}")
    @CsvSource({"12, true", "17, true", "18, false"})
    void notValidForeignKeyOfAPartitionedTable(int major, boolean refused) {
        String sql = BRIEF + "ALTER TABLE measurements ADD FOREIGN KEY (sensor) REFERENCES users (id) NOT VALID;";
        assertThat(serious(sql, major).contains("refused-by-server")).isEqualTo(refused);
    }

    @Test
    void t20TheCardAsksPgBlockingPidsWhoBlocks() {
        assertThat(BENCH.book()
                        .card("lock-queue-behind-long-query")
                        .orElseThrow()
                        .section("How to spot it"))
                .contains("pg_blocking_pids(");
    }

    @Test
    void t13TheScanComesBackWhenTheCheckIsDroppedInTheSameAlter() {
        Analysis analysis = BENCH.analyse(
                BRIEF + "ALTER TABLE orders ALTER COLUMN status SET NOT NULL, DROP CONSTRAINT c;",
                16,
                List.of(),
                List.of("ALTER TABLE orders ADD CONSTRAINT c CHECK (status IS NOT NULL)"));
        assertThat(serious(BENCH.lint(analysis))).containsExactly("set-not-null-scans-table");
    }
}
