package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.explain.Explained;
import dev.lockkeeper.dryrun.explain.ExplainedQuery;
import dev.lockkeeper.dryrun.explain.PlanShape;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptStatement;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The planner of a small copy sees production's rows and distribution, and says which queries a migration makes worse. */
class PlansPassTest {
    private static final String SCHEMA = Bench.SCHEMA + """
            CREATE INDEX orders_customer_idx ON public.orders (customer_id, at);
            CREATE INDEX orders_customer_only_idx ON public.orders (customer_id);
            CREATE TABLE public.events (id bigint, day date NOT NULL, kind int) PARTITION BY RANGE (day);
            CREATE TABLE public.events_1 PARTITION OF public.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
            CREATE TABLE public.events_2 PARTITION OF public.events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
            CREATE INDEX events_kind_idx ON public.events (kind);
            """;

    private static final String CONTEXT = """
            {"postgres_version": "%d", "settings": {"random_page_cost": "1.1", "work_mem": "64MB"},
             "tables": {
              "orders": {"rows": 400000000, "heap_bytes": 40000000000, "columns": {
                 "status": {"null_fraction": 0.0, "distinct": 4, "common_values": ["paid", "open", "lost", "sent"],
                            "common_shares": [0.9, 0.05, 0.03, 0.02]},
                 "customer_id": {"null_fraction": 0.0, "distinct": 2000000}}},
              "customers": {"rows": 2000000, "heap_bytes": 200000000},
              "items": {"rows": 900000000, "heap_bytes": 90000000000, "columns": {"order_id": {"distinct": 300000000}}},
              "events_1": {"rows": 50000000, "heap_bytes": 4000000000, "columns": {"kind": {"distinct": 500000}}},
              "events_2": {"rows": 50000000, "heap_bytes": 4000000000, "columns": {"kind": {"distinct": 500000}}}},
             "workload": [
              {"query": "SELECT id FROM orders WHERE customer_id = $1", "calls": 9, "mean_millis": 3, "tables": ["orders"]},
              {"query": "SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.customer_id = $1 ORDER BY o.at LIMIT $2", "calls": 8, "tables": ["orders", "customers"]},
              {"query": "UPDATE orders SET qty = $1 WHERE customer_id = $2 AND note = $3", "calls": 7, "tables": ["orders"]},
              {"query": "SELECT note FROM orders WHERE id = $1", "calls": 6, "tables": ["orders"]},
              {"query": "SELECT gone FROM orders", "calls": 5, "tables": ["orders"]},
              {"query": "SELECT $1 FROM orders WHERE", "calls": 4, "tables": ["orders"]},
              {"query": "SELECT count(*) FROM events WHERE kind = $1", "calls": 3, "tables": ["events"]}]}
            """;

    private static QueryComparison run(int major, String sql) throws Exception {
        ProductionContext context =
                ContextReader.read("context", CONTEXT.formatted(major).getBytes(StandardCharsets.UTF_8));
        Catalog catalog = Catalog.empty();
        for (ScriptStatement statement : ((ScriptOutcome.Read) Bench.READER.read("schema", SCHEMA))
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
        DryRunRequest request = new DryRunRequest(
                analysis,
                ((PlanOutcome.Planned) Bench.plan(analysis)).plan(),
                SCHEMA,
                2_000,
                1,
                ForecastSettings.OFF,
                Optional.empty());
        Set<dev.lockkeeper.pg.QualifiedName> touched = Stream.of("orders", "events")
                .map(name -> dev.lockkeeper.pg.QualifiedName.of("public", name))
                .collect(Collectors.toSet());
        return new PlansPass(request, SchemaLoader.of(Bench.READER, SCHEMA), Bench.READER, touched)
                .run(Bench.databases(), ShadowRequest.forMajor(major));
    }

    private static ExplainedQuery query(QueryComparison queries, String start) {
        return queries.plans().stream()
                .filter(query -> query.label().startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> reads(PlanShape plan) {
        return plan.accesses().stream().map(access -> access.display()).toList();
    }

    @TestFactory
    Stream<DynamicTest> productionsPlannerAnswers() {
        return Bench.majors().stream()
                .map(major -> DynamicTest.dynamicTest("PostgreSQL " + major, () -> {
                    QueryComparison queries = run(major, """
                    DROP INDEX orders_customer_idx;
                    DROP INDEX orders_customer_only_idx;
                    DROP INDEX events_kind_idx;
                    ALTER TABLE orders DROP COLUMN qty;
                    """);
                    assertThat(queries.compared()).isEqualTo(5);
                    // 400 million rows, 2 million customers: 200 orders each, as production's planner would say.
                    PlanShape byCustomer =
                            query(queries, "SELECT id FROM orders").before();
                    assertThat(byCustomer.rows()).isBetween(190.0, 210.0);
                    assertThat(reads(byCustomer)).singleElement().asString().contains("orders_customer");
                    PlanShape events = query(queries, "SELECT count").before();
                    assertThat(reads(events))
                            .hasSize(2)
                            .allSatisfy(read -> assertThat(read).doesNotContain("Seq Scan"));
                    assertThat(queries.worse())
                            .extracting(
                                    QueryComparison.Worse::how,
                                    worse -> worse.what().replaceFirst("WHERE.*?(reads|is) ", "$1 "))
                            .contains(
                                    org.assertj.core.groups.Tuple.tuple(
                                            QueryComparison.How.FULL_SCAN,
                                            "SELECT id FROM orders reads orders in full"),
                                    org.assertj.core.groups.Tuple.tuple(
                                            QueryComparison.How.FULL_SCAN,
                                            "SELECT count(*) FROM events reads events in full"));
                    assertThat(queries.worse())
                            .filteredOn(worse -> worse.what().startsWith("UPDATE"))
                            .last()
                            .satisfies(worse -> assertThat(worse.what()).contains("is refused (42703)"));
                    ExplainedQuery update = query(queries, "UPDATE");
                    assertThat(update.after().getLast().plan()).isInstanceOf(Explained.Refused.class);
                    assertThat(queries.worse()).noneMatch(worse -> worse.what().startsWith("SELECT note"));
                    assertThat(String.join("\n", queries.notCompared()))
                            .contains("SELECT gone FROM orders (42703")
                            .contains("SELECT $1 FROM orders WHERE (no single");
                }));
    }

    @Test
    void whatMakesNothingWorseIsNotNamed() throws Exception {
        QueryComparison queries = run(
                Collections.max(Bench.majors()),
                "DROP INDEX orders_customer_only_idx; ALTER TABLE orders ADD COLUMN more int;");
        assertThat(queries.compared()).isEqualTo(5);
        assertThat(queries.worse()).isEmpty();
    }
}
