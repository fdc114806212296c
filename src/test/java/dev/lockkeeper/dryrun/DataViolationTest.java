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

/**
 * What would fail on production's rows fails on the rows of the dry run, with the server's own SQLSTATE, when the
 * context's statistics name such a row; and what they do not name passes.
 */
class DataViolationTest {
    private static final String SCHEMA = """
            CREATE TABLE public.customers (id bigint PRIMARY KEY, name text);
            CREATE TABLE public.orders (id bigint PRIMARY KEY, customer_id bigint, status varchar(20), qty int, total bigint, code text);
            """;

    /** Lines of: column with its statistics, migration, SQLSTATE or nothing. */
    private record Row(String column, String statistics, String sql, String state) {}

    private static final List<Row> ROWS = List.of(
            new Row("qty", "\"null_fraction\": 0.00002", "ALTER TABLE orders ALTER COLUMN qty SET NOT NULL", "23514"),
            new Row("qty", "\"null_fraction\": 0", "ALTER TABLE orders ALTER COLUMN qty SET NOT NULL", ""),
            new Row(
                    "status",
                    "\"common_values\": [\"paid\", \"lost\"], \"common_shares\": [0.9, 0.0004]",
                    "ALTER TABLE orders ADD CONSTRAINT known CHECK (status IN ('paid', 'new'))",
                    "23514"),
            new Row(
                    "status",
                    "\"common_values\": [\"paid\", \"new\"], \"common_shares\": [0.9, 0.1]",
                    "ALTER TABLE orders ADD CONSTRAINT known CHECK (status IN ('paid', 'new'))",
                    ""),
            new Row(
                    "qty",
                    "\"histogram\": [\"-3\", \"5\", \"900\"]",
                    "ALTER TABLE orders ADD CONSTRAINT positive CHECK (qty > 0)",
                    "23514"),
            new Row("code", "\"distinct\": -0.9", "ALTER TABLE orders ADD CONSTRAINT one UNIQUE (code)", "23505"),
            new Row("code", "\"distinct\": -1", "ALTER TABLE orders ADD CONSTRAINT one UNIQUE (code)", ""),
            new Row(
                    "code",
                    "\"common_values\": [\"<text 3 lower>\"], \"common_shares\": [0.01]",
                    "CREATE UNIQUE INDEX one ON orders (code)",
                    "23505"),
            new Row(
                    "customer_id",
                    "\"common_values\": [\"0\"], \"common_shares\": [0.001]",
                    "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers",
                    "23503"),
            new Row(
                    "customer_id",
                    "\"common_values\": [\"77\"], \"common_shares\": [0.001]",
                    "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers",
                    ""),
            new Row(
                    "code",
                    "\"common_values\": [\"<text 3 lower>\"], \"common_shares\": [0.2]",
                    "ALTER TABLE orders ALTER COLUMN code TYPE int USING code::int",
                    "22P02"),
            new Row(
                    "code",
                    "\"common_values\": [\"<text 3 digits>\"], \"common_shares\": [0.2]",
                    "ALTER TABLE orders ALTER COLUMN code TYPE int USING code::int",
                    ""),
            new Row(
                    "status",
                    "\"common_values\": [\"<text 14 lower>\"], \"common_shares\": [0.2]",
                    "ALTER TABLE orders ALTER COLUMN status TYPE varchar(10)",
                    "22001"),
            new Row(
                    "total",
                    "\"histogram\": [\"1\", \"3000000000\"]",
                    "ALTER TABLE orders ALTER COLUMN total TYPE int",
                    "22003"));

    @TestFactory
    Stream<DynamicTest> theServerSaysWhatProductionWould() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Row row : ROWS) {
            for (int major : Bench.spread(ROWS.indexOf(row))) {
                tests.add(DynamicTest.dynamicTest(
                        major + ": " + row.sql() + " with " + row.statistics(), () -> fails(major, row)));
            }
        }
        return tests.stream();
    }

    private static void fails(int major, Row row) throws Exception {
        Evidence evidence = run(major, row);
        assertThat(evidence.differences()).noneMatch(difference -> difference.contains("common values"));
        assertThat(evidence.notChecked()).noneMatch(what -> what.startsWith("no rows"));
        if (row.state().isEmpty()) {
            assertThat(evidence.original().failure()).isEmpty();
            assertThat(evidence.plan().failure()).isEmpty();
        } else {
            assertThat(evidence.original().failure())
                    .as("the submitted text")
                    .hasValueSatisfying(failure -> assertThat(failure.sqlState())
                            .isEqualTo(row.sql().contains("SET NOT NULL") ? "23502" : row.state()));
            assertThat(evidence.plan().failure())
                    .as("the plan")
                    .hasValueSatisfying(failure -> assertThat(failure.sqlState())
                            .as("up to 17 a NOT NULL is planned as a CHECK")
                            .isEqualTo(major >= 18 && row.sql().contains("SET NOT NULL") ? "23502" : row.state()));
        }
    }

    private static Evidence run(int major, Row row) throws Exception {
        ProductionContext context = ContextReader.read(
                "context",
                ("{\"postgres_version\": \"" + major
                                + "\", \"tables\": {\"orders\": {\"rows\": 40000000, \"heap_bytes\": 8000000000, \"columns\": {\""
                                + row.column() + "\": {" + row.statistics() + "}}},"
                                + " \"customers\": {\"rows\": 2000000, \"heap_bytes\": 200000000, \"columns\": {\"id\": {\"distinct\": -1, \"histogram\": [\"1\", \"1000000\", \"2000000\"]}}}}}")
                        .getBytes(StandardCharsets.UTF_8));
        Catalog catalog = Catalog.empty();
        for (ScriptStatement statement : ((ScriptOutcome.Read) Bench.READER.read("schema", SCHEMA))
                .script()
                .statements()) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        Analysis analysis = Analyzer.analyze(
                ((ScriptOutcome.Read) Bench.READER.read("m.sql", row.sql())).script(),
                catalog,
                context,
                context.version(),
                Framework.PLAIN,
                false);
        Plan plan = ((PlanOutcome.Planned) Bench.plan(analysis)).plan();
        DryRunOutcome outcome = new DryRun(Bench.databases(), ShadowChoice.EMBEDDED, Bench.READER)
                .run(
                        new DryRunRequest(analysis, plan, SCHEMA, 2_000, 42, ForecastSettings.OFF, Optional.empty()),
                        analysis.version());
        assertThat(outcome).isInstanceOf(DryRunOutcome.Ran.class);
        return ((DryRunOutcome.Ran) outcome).evidence();
    }
}
