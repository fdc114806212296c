package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.traffic.PhaseTraffic;
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
import org.junit.jupiter.api.TestFactory;

/** Migrations on real servers while an application works there: the naive text and the plan in the same run. */
class TrafficTest {
    /** A plan waits 2 s for a lock at most; the report stays twice as long. */
    private static final TrafficSettings SETTINGS = new TrafficSettings(7, 1_000, 4_500, 80, 4);

    private static final long LOCK_TIMEOUT = 2_000;

    private record Shop(String schema, String context) {}

    private static TrafficEvidence run(int major, Shop shop, String sql) throws Exception {
        Catalog catalog = Catalog.empty();
        for (ScriptStatement statement : ((ScriptOutcome.Read) Bench.READER.read("schema", shop.schema()))
                .script()
                .statements()) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        ProductionContext context = ContextReader.read(
                "context",
                ("{\"postgres_version\": \"" + major + "\", " + shop.context() + "}").getBytes(StandardCharsets.UTF_8));
        Analysis analysis = Analyzer.analyze(
                ((ScriptOutcome.Read) Bench.READER.read("m.sql", sql)).script(),
                catalog,
                context,
                context.version(),
                Framework.PLAIN,
                false);
        Plan plan = ((PlanOutcome.Planned) Bench.plan(analysis)).plan();
        DryRunOutcome outcome = new DryRun(Bench.databases(), ShadowChoice.EMBEDDED, Bench.READER)
                .run(
                        new DryRunRequest(analysis, plan, shop.schema(), 2_000, 1, Optional.of(SETTINGS)),
                        analysis.version());
        assertThat(outcome).isInstanceOf(DryRunOutcome.Ran.class);
        Evidence evidence = ((DryRunOutcome.Ran) outcome).evidence();
        return evidence.traffic().orElseThrow(() -> new AssertionError(evidence.notChecked()));
    }

    private static Stream<DynamicTest> onEachMajor(String name, MajorTest test) {
        List<DynamicTest> tests = new ArrayList<>();
        for (int major : Bench.majors()) {
            tests.add(DynamicTest.dynamicTest(major + ": " + name, () -> test.run(major)));
        }
        return tests.stream();
    }

    private interface MajorTest {
        void run(int major) throws Exception;
    }

    private static final Shop ORDERS = new Shop(
            Bench.SCHEMA,
            "\"tables\": {\"orders\": {\"rows\": 40000000, \"heap_bytes\": 8000000000, \"reads_per_second\": 900, \"writes_per_second\": 300}}");

    @TestFactory
    Stream<DynamicTest> theIncidentOfTheArticle() {
        return onEachMajor("a column with a default behind a report", major -> {
            TrafficEvidence traffic = run(
                    major, ORDERS, "ALTER TABLE orders ADD COLUMN status_v2 varchar(50) DEFAULT 'pending' NOT NULL");
            System.out.println(traffic);
            PhaseTraffic naive = traffic.original().phases().getFirst();
            assertThat(naive.reads().worstMillis()).isGreaterThan(0.8 * SETTINGS.reportMillis());
            assertThat(traffic.plan().phases())
                    .allSatisfy(phase -> assertThat(phase.blockedMillis()).isLessThan(LOCK_TIMEOUT + 1_000));
            assertThat(traffic.plan().failures()).isZero();
        });
    }
}
