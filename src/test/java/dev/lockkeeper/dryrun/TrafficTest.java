package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.traffic.PhaseTraffic;
import dev.lockkeeper.dryrun.traffic.StatementFailure;
import dev.lockkeeper.dryrun.traffic.TrafficEvidence;
import dev.lockkeeper.dryrun.traffic.TrafficSettings;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptStatement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Migrations on real servers while an application works there. Times are compared only with each other and with what
 * the run itself held open; nothing depends on how fast the machine is.
 */
@Isolated("measures how long sessions wait")
class TrafficTest {
    /** The report stays open for more than two lock_timeouts of a plan. */
    private static final TrafficSettings LONG_REPORT = new TrafficSettings(7, 500, 4_500, 80, 4);

    private static final TrafficSettings BRIEF = new TrafficSettings(7, 1_500, 200, 80, 3);

    /** The lock_timeout that the planner gives. */
    private static final long LOCK_TIMEOUT = 2_000;

    private static final String BUSY_ORDERS =
            "\"tables\": {\"orders\": {\"rows\": 40000000, \"heap_bytes\": 8000000000, \"reads_per_second\": 900, \"writes_per_second\": 300}}";

    @TestFactory
    Stream<DynamicTest> theIncidentOfTheArticle() {
        return onEachMajor("a column with a default behind a report", major -> {
            TrafficEvidence traffic = run(
                    major,
                    Bench.SCHEMA,
                    BUSY_ORDERS,
                    LONG_REPORT,
                    "ALTER TABLE orders ADD COLUMN status_v2 varchar(50) DEFAULT 'pending' NOT NULL");
            PhaseTraffic naive = traffic.original().phases().getFirst();
            assertThat(naive.blockedMillis())
                    .as("the naive text stalls the application for nearly all of the report")
                    .isGreaterThan(LONG_REPORT.reportMillis() * 3 / 4);
            assertThat(naive.reads().worstMillis())
                    .as("readers, too")
                    .isGreaterThan(LONG_REPORT.reportMillis() * 3 / 4);
            assertThat(naive.queuePeak())
                    .as("every connection of readers and writers waits")
                    .isEqualTo(2 * LONG_REPORT.readers());
            assertThat(naive.backlogPeak())
                    .isGreaterThan(traffic.original().baseline().backlogPeak());
            assertThat(naive.lockTimeouts()).isZero();
            assertThat(traffic.plan().blockedMillis())
                    .as("the plan gives up after its lock_timeout")
                    .isLessThan(LOCK_TIMEOUT + 1_000)
                    .isLessThan(naive.blockedMillis());
            assertThat(traffic.plan().phases())
                    .as("it tried again, and got through")
                    .anySatisfy(phase -> assertThat(phase.lockTimeouts()).isPositive())
                    .allSatisfy(phase -> assertThat(phase.migrationFailure()).isEmpty());
            assertThat(traffic.plan().failures()).as("failed statements").isZero();
            assertThat(traffic.offered().readsPerSecond() / traffic.offered().writesPerSecond())
                    .as("production's ratio")
                    .isEqualTo(3);
        });
    }

    @Test
    void anIndexBuiltConcurrentlyLetsWritersWork() throws Exception {
        TrafficEvidence traffic =
                run(newest(), Bench.SCHEMA, BUSY_ORDERS, LONG_REPORT, "CREATE INDEX ON orders (customer_id)");
        PhaseTraffic naive = traffic.original().phases().getFirst();
        assertThat(naive.blockedMillis())
                .as("CREATE INDEX waits for the idle transaction, and writers behind it")
                .isGreaterThan(LONG_REPORT.reportMillis() * 3 / 4);
        assertThat(naive.reads().worstMillis())
                .as("readers pass")
                .isLessThan(naive.writes().worstMillis());
        assertThat(traffic.plan().blockedMillis()).as("CONCURRENTLY").isLessThan(naive.blockedMillis() / 4);
        assertThat(traffic.plan().failures()).isZero();
    }

    @Test
    void aRenamedColumnBreaksTheCodeThatRuns() throws Exception {
        TrafficEvidence traffic = run(
                newest(),
                Bench.SCHEMA,
                "\"tables\": {\"customers\": {\"rows\": 2000000, \"heap_bytes\": 200000000}}",
                BRIEF,
                "ALTER TABLE customers RENAME COLUMN name TO full_name");
        assertThat(traffic.original().phases().getFirst().failuresOfMigration())
                .as("the submitted text")
                .extracting(StatementFailure::sqlState)
                .contains("42703");
        assertThat(traffic.plan().failures())
                .as("the plan, up to the deployments it asks for")
                .isZero();
        assertThat(traffic.plan().phases().getLast().failures())
                .as("after the old column went")
                .extracting(StatementFailure::cause)
                .containsOnly(StatementFailure.Cause.DEPLOYMENT);
    }

    private static final String EVERY_SHAPE = """
            CREATE TYPE public.mood AS ENUM ('fine', 'so ''so''');
            CREATE SCHEMA "we""ird; DROP SCHEMA public";
            CREATE TABLE "we""ird; DROP SCHEMA public"."ta'ble $1" ("Id" bigint PRIMARY KEY, "o'ne; --" text NOT NULL, "$2" int);
            CREATE TABLE public.derived (id bigint PRIMARY KEY, price numeric(10,2) NOT NULL, gross numeric(12,2) GENERATED ALWAYS AS (price * 1.19) STORED);
            CREATE TABLE public.numbered (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);
            CREATE TABLE public.strict (id bigint PRIMARY KEY, a int NOT NULL, b timestamptz NOT NULL, c uuid NOT NULL, d public.mood NOT NULL, e jsonb NOT NULL);
            CREATE TABLE public.keyless (kind int, payload jsonb, at timestamp);
            CREATE TABLE public.key_only (id uuid PRIMARY KEY);
            CREATE TABLE public.parent (id bigint PRIMARY KEY);
            CREATE TABLE public.child (id bigint PRIMARY KEY, parent_id bigint NOT NULL REFERENCES public.parent, slot int UNIQUE);
            CREATE TABLE public.parted (id bigint NOT NULL, day int NOT NULL, PRIMARY KEY (id, day)) PARTITION BY HASH (id);
            CREATE TABLE public.parted_0 PARTITION OF public.parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
            CREATE TABLE public.parted_1 PARTITION OF public.parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
            """;

    private static final List<String> SHAPES = List.of(
            "\"we\"\"ird; DROP SCHEMA public\".\"ta'ble $1\"",
            "derived",
            "numbered",
            "strict",
            "keyless",
            "key_only",
            "parent",
            "child",
            "parted");

    @TestFactory
    Stream<DynamicTest> tablesOfEveryShapeAreReadAndWritten() {
        return onEachMajor("every shape of table", major -> {
            String migration = SHAPES.stream()
                    .map(table -> "ALTER TABLE " + table + " ADD COLUMN extra text;\n")
                    .reduce("SET lock_timeout = '2s';\n", String::concat);
            TrafficEvidence traffic = run(
                    major,
                    EVERY_SHAPE,
                    "\"tables\": {\"parent\": {\"rows\": 500, \"heap_bytes\": 50000}}",
                    BRIEF,
                    migration);
            List<String> sent = traffic.offered().statements();
            assertThat(traffic.notReplayed()).as("without traffic").isEmpty();
            for (String table : List.of("derived", "numbered", "strict", "key_only", "parent", "child", "parted")) {
                assertThat(sent)
                        .contains(
                                "point read of " + table,
                                "range read of " + table,
                                "insert into " + table,
                                "update of " + table,
                                "delete from " + table);
            }
            assertThat(sent).contains("point read of keyless", "update of keyless", "insert into keyless");
            assertThat(sent).doesNotContain("delete from keyless");
            assertThat(sent).filteredOn(label -> label.contains("ta'ble $1")).hasSize(5);
            assertThat(traffic.plan().baseline().failures()).isEmpty();
            assertThat(traffic.plan().baseline().writes().statements()).isPositive();
            assertThat(traffic.plan().failures()).isZero();
        });
    }

    @Test
    void aDroppedIndexThatAQueryNeededIsNamed() throws Exception {
        TrafficEvidence traffic = run(
                newest(),
                Bench.SCHEMA,
                BUSY_ORDERS + ", \"workload\": [" + query("SELECT id FROM orders WHERE status = $1", 900) + ", "
                        + query("SELECT status FROM orders WHERE id = $1", 900) + "]",
                BRIEF,
                "DROP INDEX orders_status_idx");
        assertThat(traffic.original().phases().getFirst().newScans())
                .containsExactly("SELECT id FROM orders WHERE status = $1 reads orders in full");
        assertThat(traffic.plan().phases().getLast().newScans())
                .containsExactly("SELECT id FROM orders WHERE status = $1 reads orders in full");
    }

    @Test
    void recordedStatementsAreReplayedAndTheOthersNamed() throws Exception {
        TrafficEvidence traffic = run(
                newest(),
                Bench.SCHEMA,
                BUSY_ORDERS + ", \"workload\": ["
                        + query("SELECT * FROM orders WHERE id = $1", 900)
                        + ", "
                        + query(
                                "SELECT o.id FROM orders o WHERE o.status IN ($1, $2) AND o.at >= $3 ORDER BY o.id LIMIT $4",
                                90)
                        + ", " + query("INSERT INTO orders (id, customer_id, status, note) VALUES ($1, $2, $3, $4)", 50)
                        + ", " + query("UPDATE orders SET status = $1 WHERE id = $2", 30)
                        + ", " + query("SELECT interval $1 FROM orders", 20)
                        + ", " + query("SELECT gone FROM orders", 10)
                        + ", " + query("VACUUM orders", 5)
                        + ", " + query("SELECT 1 FROM orders; SELECT 2 FROM orders", 4) + "]",
                BRIEF,
                "ALTER TABLE orders ADD COLUMN extra text");
        assertThat(traffic.offered().statements())
                .containsExactly(
                        "SELECT * FROM orders WHERE id = $1",
                        "SELECT o.id FROM orders o WHERE o.status IN ($1, $2) AND o.at >= $3 ORDER BY o.id LIMIT $4",
                        "INSERT INTO orders (id, customer_id, status, note) VALUES ($1, $2, $3, $4)",
                        "UPDATE orders SET status = $1 WHERE id = $2");
        assertThat(traffic.notReplayed())
                .satisfiesExactlyInAnyOrder(
                        gap -> assertThat(gap).contains("SELECT interval $1 FROM orders", "42601"),
                        gap -> assertThat(gap).contains("SELECT gone FROM orders", "42703"),
                        gap -> assertThat(gap).contains("VACUUM orders", "no SELECT"),
                        gap -> assertThat(gap).contains("SELECT 1 FROM orders; SELECT 2", "no single statement"));
        assertThat(traffic.plan().baseline().failures())
                .as("sampled and fresh values fit")
                .isEmpty();
        assertThat(traffic.plan().failures()).isZero();
    }

    private static String query(String sql, int calls) {
        return "{\"query\": \"" + sql + "\", \"calls\": " + calls + ", \"tables\": [\"orders\"]}";
    }

    private static TrafficEvidence run(
            int major, String schema, String facts, TrafficSettings settings, String migration) throws Exception {
        Catalog catalog = Catalog.empty();
        for (ScriptStatement statement : ((ScriptOutcome.Read) Bench.READER.read("schema", schema))
                .script()
                .statements()) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        ProductionContext context = ContextReader.read(
                "context",
                ("{\"postgres_version\": \"" + major + "\", " + facts + "}").getBytes(StandardCharsets.UTF_8));
        Analysis analysis = Analyzer.analyze(
                ((ScriptOutcome.Read) Bench.READER.read("m.sql", migration)).script(),
                catalog,
                context,
                context.version(),
                Framework.PLAIN,
                false);
        Plan plan = ((PlanOutcome.Planned) Bench.plan(analysis)).plan();
        DryRunOutcome outcome = new DryRun(Bench.databases(), ShadowChoice.EMBEDDED, Bench.READER)
                .run(
                        new DryRunRequest(
                                analysis, plan, schema, 1_000, 1, ForecastSettings.OFF, Optional.of(settings)),
                        analysis.version());
        if (outcome instanceof DryRunOutcome.Ran ran) {
            return ran.evidence().traffic().orElseThrow(() -> new AssertionError(ran.evidence()));
        }
        throw new AssertionError(outcome.toString());
    }

    private static int newest() {
        return Bench.majors().getLast();
    }

    private interface MajorTest {
        void run(int major) throws Exception;
    }

    private static Stream<DynamicTest> onEachMajor(String name, MajorTest test) {
        List<DynamicTest> tests = new ArrayList<>();
        for (int major : Bench.majors()) {
            tests.add(DynamicTest.dynamicTest(major + ": " + name, () -> test.run(major)));
        }
        return tests.stream();
    }
}
