package dev.lockkeeper.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.context.ContextException;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptStatement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutPlannerTest {
    private static final String SCHEMA = """
            CREATE TABLE customers (id bigint PRIMARY KEY);
            CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, note text);
            ALTER TABLE orders ADD CONSTRAINT note_given CHECK (note IS NOT NULL) NOT VALID;
            CREATE TABLE quiet (id bigint PRIMARY KEY, note text);
            CREATE TABLE unsaid (id bigint PRIMARY KEY, note text);
            """;

    /** Statement on production with 250 connections: 4,200 reads and 900 writes a second on orders, 200 reads on customers. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            ALTER TABLE orders ADD COLUMN a int                              |  500 | 100 |  3100 | 30
            ALTER TABLE orders ADD COLUMN a int                              | 5000 | 450 |  3450 | 30
            ALTER TABLE orders ADD COLUMN a int                              | 90000| 2000|  5000 | 10
            ALTER TABLE orders ADD COLUMN a int                              |    - | 2000|  5000 | 10
            ALTER TABLE quiet ADD COLUMN a int                               |  250 | 2000|  5000 | 10
            ALTER TABLE unsaid ADD COLUMN a int                              |  250 | 2000|  5000 | 10
            CREATE TRIGGER t BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger() | 1000 | 550 | 3550 | 30
            ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers NOT VALID                           | 1000 | 550 | 3550 | 30
            ALTER TABLE orders VALIDATE CONSTRAINT note_given                | 1000 | 2000|     0 | 10
            CREATE INDEX CONCURRENTLY i ON orders (note)                     | 1000 |    0|     0 |  1
            DROP INDEX CONCURRENTLY orders_pkey                              | 1000 |    0|     0 |  1
            REINDEX TABLE CONCURRENTLY orders                                | 1000 |    0|     0 |  1
            VACUUM orders                                                    | 1000 | 2000|     0 | 10
            ALTER TABLE unsaid ALTER COLUMN note TYPE int USING length(note) |    - | 2000|     0 | 10
            CREATE TABLE made (id int)                                       |  250 | 2000|  5000 | 10
            """)
    void byTrafficPoolAndWork(String sql, Integer pool, long lock, long statement, int attempts) throws Exception {
        TimeoutPlanner.Planned planned = planned(sql, context(pool, ""), TimeoutLimits.DEFAULTS);
        assertThat(planned.timeouts().lockMillis()).isEqualTo(lock);
        assertThat(planned.timeouts().statementMillis()).isEqualTo(statement);
        assertThat(planned.retry().attempts()).isEqualTo(attempts);
        assertThat(planned.timeouts().why()).isNotEmpty().allMatch(why -> why.endsWith("."));
    }

    @Test
    void longBlockingWorkEndsAtTwiceItsForecast() throws Exception {
        ProductionContext context = context(null, "");
        Analysis analysis = analysis("ALTER TABLE orders ALTER COLUMN note TYPE int USING length(note)", context);
        long forecast = analysis.statements().getFirst().forecast().highMillis();
        Timeouts timeouts = new TimeoutPlanner(TimeoutLimits.DEFAULTS)
                .of(TransactionMode.TRANSACTION, analysis.statements(), context)
                .timeouts();
        assertThat(forecast).isGreaterThan(60_000);
        assertThat(timeouts.statementMillis()).isBetween(2_000 + 2 * forecast, 3_000 + 2 * forecast);
        assertThat(timeouts.why()).anyMatch(why -> why.contains("twice the forecast"));
    }

    @Test
    void theReasonHasTheNumbers() throws Exception {
        assertThat(planned("ALTER TABLE orders ADD COLUMN a int", context(5_000, ""), TimeoutLimits.DEFAULTS)
                        .timeouts()
                        .why()
                        .getFirst())
                .isEqualTo("lock_timeout 450 ms, because 5,100 statements a second on orders meet 5,000 free"
                        + " connections, and 2295 of them wait when it gives up.");
    }

    /** A query of 20 s outlasts ten attempts of 100 ms only when the pauses between them are short: they are not. */
    @ParameterizedTest(name = "a query of {0} ms")
    @CsvSource({"20000, 10, 0", "200000, 30, 0", "3600000, 30, 1"})
    void attemptsOutlastTheLongestKnownQuery(long millis, int attempts, long warnings) throws Exception {
        String session = ", \"sessions\": [{\"query\": \"SELECT 1\", \"state\": \"active\", \"duration_millis\": "
                + millis + ", \"relations\": [\"quiet\"]}]";
        TimeoutPlanner.Planned planned =
                planned("ALTER TABLE quiet ADD COLUMN a int", context(250, session), TimeoutLimits.DEFAULTS);
        assertThat(planned.retry().attempts()).isEqualTo(attempts);
        assertThat(planned.timeouts().why().stream().filter(why -> why.contains("longest known query")))
                .hasSize((int) warnings);
    }

    @Test
    void policyBoundsAll() throws Exception {
        TimeoutLimits limits = new TimeoutLimits(700, 50, 12, 1);
        TimeoutPlanner.Planned quiet = planned("ALTER TABLE quiet ADD COLUMN a int", context(250, ""), limits);
        assertThat(quiet.timeouts().lockMillis()).isEqualTo(700);
        assertThat(quiet.retry().attempts()).isEqualTo(12);
        assertThat(planned("ALTER TABLE orders ADD COLUMN a int", context(500, ""), limits)
                        .timeouts()
                        .lockMillis())
                .isEqualTo(98);
    }

    @Test
    void theWayBackWaitsAsShortAsItsTablesDemand() throws Exception {
        assertThat(planned(
                                "ALTER TABLE orders VALIDATE CONSTRAINT note_given",
                                context(5_000, ""),
                                TimeoutLimits.DEFAULTS)
                        .timeouts()
                        .undoLockMillis())
                .isEqualTo(450);
    }

    /** 2 s in a clean script are kept, unless policy allows less. */
    @ParameterizedTest
    @CsvSource({"2000, true", "1999, false"})
    void aCleanScriptWaitsNoLongerThanPolicyAllows(long longest, boolean asWritten) throws Exception {
        Analysis analysis = analysis(
                "SET lock_timeout = '2s'; SET statement_timeout = '5s'; ALTER TABLE quiet ADD COLUMN a int",
                context(250, ""));
        PlanOutcome.Planned planned =
                (PlanOutcome.Planned) Bench.plan(analysis, new TimeoutLimits(longest, 100, 30, 0.5));
        assertThat(planned.plan().asWritten()).isEqualTo(asWritten);
    }

    @Test
    void aThrowawayServerIsGivenTimeButWhatIsOffStaysOff() {
        Timeouts brief = new Timeouts(100, 3_100, 100, List.of()).onThrowawayServer();
        assertThat(List.of(brief.lockMillis(), brief.statementMillis())).containsExactly(2_000L, 10_000L);
        assertThat(Timeouts.NONE.onThrowawayServer()).isEqualTo(Timeouts.NONE);
    }

    @Test
    void limitsThatContradictEachOtherAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TimeoutLimits(50, 100, 30, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> new TimeoutLimits(2_000, 0, 30, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> new TimeoutLimits(2_000, 100, 0, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> new TimeoutLimits(2_000, 100, 30, Double.NaN));
    }

    private static TimeoutPlanner.Planned planned(String sql, ProductionContext context, TimeoutLimits limits) {
        Analysis analysis = analysis(sql, context);
        boolean alone = sql.contains("CONCURRENTLY") || sql.startsWith("VACUUM");
        return new TimeoutPlanner(limits)
                .of(alone ? TransactionMode.AUTOCOMMIT : TransactionMode.TRANSACTION, analysis.statements(), context);
    }

    private static Analysis analysis(String sql, ProductionContext context) {
        Catalog catalog = Catalog.empty();
        for (ScriptStatement statement : read(SCHEMA)) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        return Analyzer.analyze(
                ((ScriptOutcome.Read) Bench.READER.read("m.sql", sql)).script(),
                catalog,
                context,
                context.version(),
                Framework.PLAIN,
                false);
    }

    private static List<ScriptStatement> read(String sql) {
        return ((ScriptOutcome.Read) Bench.READER.read("schema", sql)).script().statements();
    }

    private static ProductionContext context(Integer pool, String more) throws ContextException {
        String json = """
                {"postgres_version": "16", "tables": {
                 "customers": {"rows": 40000000, "heap_bytes": 8000000000, "reads_per_second": 200, "writes_per_second": 0},
                 "orders": {"rows": 40000000, "heap_bytes": 8000000000, "reads_per_second": 4200, "writes_per_second": 900},
                 "quiet": {"rows": 40000000, "heap_bytes": 8000000000, "reads_per_second": 20, "writes_per_second": 5}}
                """ + (pool == null ? "" : ", \"connections\": {\"pool_size\": " + pool + "}") + more + "}";
        return ContextReader.read("context", json.getBytes(StandardCharsets.UTF_8));
    }
}
