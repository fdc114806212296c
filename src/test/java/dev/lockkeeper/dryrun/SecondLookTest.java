package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptStatement;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a second run of a phase does, which queries lose their index, and rows that policies hide: all without traffic. */
class SecondLookTest {
    private static final String SCHEMA = Bench.SCHEMA + """
            CREATE TABLE public.tiny (id bigint PRIMARY KEY, n int);
            CREATE TABLE public.tenants (id bigint PRIMARY KEY, tenant int);
            ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY;
            CREATE POLICY own ON public.tenants USING (tenant < 0) WITH CHECK (true);
            """;

    private static final String CONTEXT = """
            {"postgres_version": "%d", "tables": {"orders": {"rows": 40000000, "heap_bytes": 8000000000},
             "customers": {"rows": 2000000, "heap_bytes": 200000000}, "tiny": {"rows": 50, "heap_bytes": 8192},
             "tenants": {"rows": 100, "heap_bytes": 8192}},
             "workload": [{"query": "SELECT id FROM orders WHERE status = $1", "calls": 90, "tables": ["orders"]},
                          {"query": "SELECT status FROM orders WHERE id = $1", "calls": 80, "tables": ["orders"]},
                          {"query": "SELECT n FROM tiny WHERE n = $1", "calls": 70, "tables": ["tiny"]},
                          {"query": "SELECT gone FROM orders", "calls": 60, "tables": ["orders"]}]}
            """;

    private static Evidence run(String schema, String sql) throws Exception {
        int major = Collections.max(Bench.majors());
        ProductionContext context =
                ContextReader.read("context", CONTEXT.formatted(major).getBytes(StandardCharsets.UTF_8));
        Catalog catalog = Catalog.empty();
        for (ScriptStatement statement : ((ScriptOutcome.Read) Bench.READER.read("schema", schema))
                .script()
                .statements()) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        Analysis analysis = Analyzer.analyze(
                ((ScriptOutcome.Read) Bench.READER.read("m.sql", sql)).script(),
                catalog,
                context,
                context.version(),
                Framework.PLAIN,
                false);
        DryRunOutcome outcome = new DryRun(Bench.databases(), ShadowChoice.EMBEDDED, Bench.READER)
                .run(
                        new DryRunRequest(
                                analysis,
                                ((PlanOutcome.Planned) Bench.plan(analysis)).plan(),
                                schema,
                                2_000,
                                1,
                                ForecastSettings.OFF,
                                Optional.empty()),
                        analysis.version());
        assertThat(outcome).isInstanceOf(DryRunOutcome.Ran.class);
        return ((DryRunOutcome.Ran) outcome).evidence();
    }

    @Test
    void aPhaseThatCannotRunTwiceStopsAndLeavesEverythingAsItWas() throws Exception {
        Evidence evidence = run(SCHEMA, "ALTER TABLE orders ADD COLUMN more int");
        assertThat(evidence.rollback().repeats()).singleElement().satisfies(repeat -> {
            assertThat(repeat.how()).isEqualTo(Repeat.How.REFUSED);
            assertThat(repeat.sentence())
                    .contains("leaves everything as it was")
                    .contains("42701");
        });
        assertThat(evidence.rollback().provenThrough(1)).isTrue();
    }

    @Test
    void aPhaseWithConditionsHasNoEffectTheSecondTime() throws Exception {
        Evidence evidence = run(SCHEMA, "ALTER TABLE orders ADD COLUMN IF NOT EXISTS more int");
        assertThat(evidence.rollback().repeats())
                .singleElement()
                .satisfies(repeat -> assertThat(repeat.how()).isEqualTo(Repeat.How.NO_EFFECT));
    }

    @Test
    void whatASecondRunAddsIsFoundAndTheProofStillHolds() throws Exception {
        Evidence index = run(SCHEMA, "CREATE INDEX ON tiny (n)");
        assertThat(index.plan().failure()).isEmpty();
        assertThat(index.rollback().repeats()).singleElement().satisfies(repeat -> {
            assertThat(repeat.how()).isEqualTo(Repeat.How.CHANGES_SCHEMA);
            assertThat(String.join(" ", repeat.differences())).contains("tiny_n_idx1");
        });
        assertThat(index.schemaEqual()).hasValue(true);
        assertThat(index.rollback().provenThrough(1)).isTrue();
        Evidence rows = run(SCHEMA, "UPDATE tiny SET n = n + 1");
        assertThat(rows.rollback().repeats())
                .first()
                .satisfies(repeat -> assertThat(repeat.how()).isEqualTo(Repeat.How.CHANGES_ROWS));
        assertThat(rows.plan().failure()).isEmpty();
    }

    @Test
    void aQueryThatLosesItsIndexIsNamed() throws Exception {
        QueryComparison queries = run(SCHEMA, "DROP INDEX orders_status_idx").queries();
        assertThat(queries.compared()).isEqualTo(2);
        assertThat(queries.worse())
                .extracting(QueryComparison.Worse::what)
                .containsExactly("SELECT id FROM orders WHERE status = $1 reads orders in full");
        assertThat(queries.notCompared())
                .singleElement()
                .satisfies(gap -> assertThat(gap).contains("SELECT gone FROM orders", "42703"));
        assertThat(run(SCHEMA, "ALTER TABLE orders ADD COLUMN more int")
                        .queries()
                        .worse())
                .isEmpty();
    }

    /** The policy hides every row from the owner too: the proof must not call two empty answers equal rows. */
    @Test
    void rowsThatAPolicyHidesAreCompared() throws Exception {
        Evidence evidence = run(
                SCHEMA + "ALTER TABLE public.tenants FORCE ROW LEVEL SECURITY;",
                "UPDATE tenants SET tenant = tenant + 1");
        assertThat(evidence.notChecked()).noneMatch(what -> what.contains("the rows of tenants"));
        assertThat(evidence.plan().failure()).isEmpty();
    }
}
