package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.shadow.PlainServer;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.sql.ScriptOutcome;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Texts as a real pg_stat_statements of each major writes them are replayed and explained. */
class RealWorkloadTest {
    private static final List<String> APPLICATION = List.of(
            "SELECT note FROM orders WHERE id = 7",
            "SELECT id FROM orders WHERE status IN ('new', 'paid', 'lost') AND qty BETWEEN 1 AND 5",
            "SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.email LIKE 'a%' ORDER BY o.at DESC LIMIT 20 OFFSET 40",
            "SELECT count(*), sum(amount) FROM orders WHERE at > '2024-01-01' GROUP BY status HAVING count(*) > 3",
            "INSERT INTO orders (id, customer_id, status, qty, amount) VALUES (900001, 1, 'new', 2, 9.50) ON CONFLICT (id) DO NOTHING",
            "UPDATE orders SET status = 'paid', qty = qty + 1 WHERE id = 7",
            "DELETE FROM orders WHERE id = 900002",
            "WITH late AS (SELECT id FROM orders WHERE at < '2020-01-01' LIMIT 5) SELECT * FROM late FOR UPDATE",
            "SELECT id FROM orders WHERE id = ANY ('{1,2,3}') FOR UPDATE SKIP LOCKED",
            "SELECT id FROM orders WHERE at > now() - interval '1 day'");

    private static ProductionContext context(int major) throws Exception {
        ObjectNode context = JsonNodeFactory.instance.objectNode().put("postgres_version", Integer.toString(major));
        ObjectNode tables = context.putObject("tables");
        tables.putObject("orders").put("rows", 40_000_000).put("heap_bytes", 8_000_000_000L);
        tables.putObject("customers").put("rows", 2_000_000).put("heap_bytes", 200_000_000L);
        ArrayNode workload = context.putArray("workload");
        try (PlainServer server = PlainServer.start(major, Map.of());
                Connection admin = server.admin("postgres")) {
            Rows.execute(admin, "SET search_path = public");
            Rows.execute(admin, Bench.SCHEMA + "CREATE EXTENSION pg_stat_statements;");
            Rows.execute(admin, "SELECT pg_stat_statements_reset()");
            for (String sql : APPLICATION) {
                Rows.execute(admin, sql);
            }
            for (List<String> row : Rows.query(
                    admin, "SELECT query, calls FROM pg_stat_statements WHERE query LIKE '%orders%' ORDER BY query")) {
                ObjectNode query =
                        workload.addObject().put("query", row.get(0)).put("calls", Long.parseLong(row.get(1)));
                query.putArray("tables").add("orders");
            }
        }
        assertThat(workload).hasSize(APPLICATION.size());
        return ContextReader.read("context", context.toString().getBytes(StandardCharsets.UTF_8));
    }

    @TestFactory
    Stream<DynamicTest> textsOfTheServerAreReplayedAndExplained() {
        return Bench.majors().stream()
                .map(major -> DynamicTest.dynamicTest("PostgreSQL " + major, () -> {
                    ProductionContext context = context(major);
                    Analysis analysis = Analyzer.analyze(
                            ((ScriptOutcome.Read) Bench.READER.read("m.sql", "ALTER TABLE orders ADD COLUMN more int"))
                                    .script(),
                            Bench.catalog(),
                            context,
                            context.version(),
                            Framework.PLAIN,
                            false);
                    DryRunOutcome outcome = new DryRun(Bench.databases(), ShadowChoice.EMBEDDED, Bench.READER)
                            .run(
                                    new DryRunRequest(
                                            analysis,
                                            ((PlanOutcome.Planned) Bench.plan(analysis)).plan(),
                                            Bench.SCHEMA,
                                            500,
                                            1,
                                            ForecastSettings.OFF,
                                            Optional.empty()),
                                    analysis.version());
                    assertThat(outcome).isInstanceOf(DryRunOutcome.Ran.class);
                    QueryComparison queries =
                            ((DryRunOutcome.Ran) outcome).evidence().queries();
                    // The constant of a type's own syntax becomes "interval $1", which no server reads.
                    assertThat(queries.notCompared())
                            .isNotEmpty()
                            .allSatisfy(gap -> assertThat(gap).contains("interval $"));
                    assertThat(queries.plans()).hasSize(APPLICATION.size() - 1);
                    assertThat(queries.worse()).isEmpty();
                }));
    }
}
