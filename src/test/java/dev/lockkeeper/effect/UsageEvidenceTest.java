package dev.lockkeeper.effect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.context.ContextException;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Does a query of the workload use {@code orders.legacy_code}? Article 000's weekly job is the last of them. */
class UsageEvidenceTest {
    private static final String SCHEMA = """
            CREATE TABLE orders (id bigint PRIMARY KEY, legacy_code text, status text, total numeric);
            CREATE TABLE customers (id bigint PRIMARY KEY, name text);
            CREATE TABLE exports (order_id bigint, legacy_code text);
            CREATE VIEW coded AS SELECT id, legacy_code FROM orders;
            CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.legacy_code := upper(NEW.legacy_code); RETURN NEW; END';
            CREATE TRIGGER stamp BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION stamp();
            """;
    private static final QualifiedName ORDERS = QualifiedName.of("public", "orders");

    private record Row(String query, String answer) {}

    private static final List<Row> TABLE = List.of(
            new Row("SELECT legacy_code FROM orders WHERE id = $1", "returns"),
            new Row("SELECT id FROM orders WHERE legacy_code = $1", "filters"),
            new Row("SELECT * FROM orders", "returns all columns"),
            new Row("SELECT o.* FROM orders o, customers c", "returns all columns"),
            new Row("SELECT c.* FROM orders o, customers c", "no"),
            new Row("SELECT id, status FROM orders", "no"),
            new Row("SELECT count(*) FROM orders", "no"),
            new Row("INSERT INTO orders VALUES ($1, $2, $3, $4)", "writes all columns"),
            new Row("INSERT INTO orders (id, status) VALUES ($1, $2)", "no"),
            new Row("UPDATE orders SET legacy_code = $1 WHERE id = $2", "writes"),
            new Row("DELETE FROM orders WHERE id = $1", "no"),
            new Row("SELECT e.legacy_code FROM exports e", "no"),
            new Row("SELECT e.legacy_code FROM exports e JOIN orders o ON o.id = e.order_id", "no"),
            new Row("SELECT legacy_code FROM customers c JOIN orders o ON true", "returns"),
            new Row("SELECT id AS legacy_code FROM orders", "mentions it"),
            new Row("SELECT legacy_code FROM other.orders", "no"),
            new Row("DECLARE c CURSOR FOR SELECT legacy_code FROM orders", "returns"),
            new Row("EXPLAIN (ANALYZE, BUFFERS) SELECT legacy_code FROM orders", "returns"),
            new Row("PREPARE p (bigint) AS SELECT legacy_code FROM orders WHERE id = $1", "returns"),
            new Row("COPY orders (id) TO STDOUT", "not understood"),
            new Row("VACUUM orders", "no"),
            new Row("SELECT 1", "no"));

    private static Catalog catalog() {
        Script script =
                ((ScriptOutcome.Read) new ScriptReader(new PostgresGrammar()).read("schema.sql", SCHEMA)).script();
        Catalog catalog = Catalog.empty();
        for (ScriptStatement statement : script.statements()) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        return catalog;
    }

    private static ProductionContext context(Map<String, Object> more) {
        try {
            return ContextReader.read(
                    "test", new ObjectMapper().writeValueAsString(more).getBytes(StandardCharsets.UTF_8));
        } catch (ContextException | JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Usage usage(Map<String, Object> context) {
        return new UsageEvidence(context(context), catalog()).of(ORDERS, Optional.of("legacy_code"));
    }

    @TestFactory
    Stream<DynamicTest> queries() {
        return TABLE.stream()
                .map(row -> DynamicTest.dynamicTest(row.query(), () -> {
                    Usage usage =
                            usage(Map.of("postgres_version", "16", "workload", List.of(Map.of("query", row.query()))));
                    String answer = !usage.notUnderstood().isEmpty()
                            ? "not understood"
                            : usage.users().stream()
                                    .filter(user -> user.name().startsWith("the query"))
                                    .map(Usage.User::how)
                                    .findFirst()
                                    .orElse("no");
                    assertThat(answer).isEqualTo(row.answer());
                }));
    }

    @Test
    void viewsRoutinesTriggersJobsAndTheServersOwnDependenciesAreNamed() {
        Usage usage = usage(Map.of(
                "postgres_version", "16",
                "tables",
                        Map.of(
                                "orders",
                                Map.of(
                                        "dependants",
                                        Map.of("legacy_code", List.of("view coded", "rule audit on orders")))),
                "server",
                        Map.of(
                                "cron_jobs",
                                List.of(Map.of(
                                        "schedule",
                                        "0 3 * * 1",
                                        "command",
                                        "SELECT export(legacy_code) FROM orders")))));
        assertThat(usage.users().stream().map(Usage.User::name))
                .containsExactly(
                        "view coded",
                        "rule audit on orders",
                        "routine stamp",
                        "trigger stamp on orders",
                        "the job 0 3 * * 1 SELECT export(legacy_code) FROM orders");
    }

    @Test
    void theWeeklyJobIsNamedWithItsRateAndItsLastDay() {
        Usage usage = usage(Map.of(
                "postgres_version", "16",
                "usage_coverage", Map.of("days", 42, "dealloc", 0, "replicas_unread", 0),
                "workload",
                        List.of(Map.of(
                                "query", "SELECT legacy_code, sum(total) FROM orders GROUP BY legacy_code",
                                "calls", 6,
                                "last_seen", "2026-11-16T03:00:00Z",
                                "application", "weekly-export"))));
        assertThat(usage.users().getFirst().display())
                .isEqualTo("the query SELECT legacy_code, sum(total) FROM orders GROUP BY legacy_code of weekly-export"
                        + " (reads, returns, 0.0060 calls an hour, last seen 2026-11-16)");
        assertThat(usage.gap(35)).isEmpty();
        assertThat(usage.gap(60)).contains("covers 42 days");
    }

    @Test
    void evidenceWithHolesSaysWhichHole() {
        assertThat(usage(Map.of("postgres_version", "16")).gap(35)).isEqualTo("the context has no usage evidence");
        assertThat(usage(Map.of("postgres_version", "16", "usage_coverage", Map.of("days", 40, "dealloc", 7)))
                        .gap(35))
                .isEqualTo("pg_stat_statements has evicted 7 statements");
        assertThat(usage(Map.of("postgres_version", "16", "usage_coverage", Map.of("days", 40, "replicas_unread", 1)))
                        .gap(35))
                .isEqualTo("the workload of 1 replica was not read");
    }
}
