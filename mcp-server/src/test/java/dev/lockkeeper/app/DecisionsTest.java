package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What passes by itself and what waits for a person, against the shop of the examples: the whole gate on a real server. */
class DecisionsTest {
    @TempDir
    private Path folder;

    /** {@code verdict} is how the first line begins; {@code asked} are parts of the questions, none when nothing waits. */
    private record Row(String sql, String verdict, String... asked) {}

    private static final List<Row> ROWS = List.of(
            new Row("CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text)", "APPROVED  "),
            new Row("ALTER TABLE orders ALTER COLUMN total DROP NOT NULL", "APPROVED  "),
            new Row(
                    "ALTER TABLE orders ADD COLUMN state text; UPDATE orders SET state = 'new';"
                            + " ALTER TABLE orders ALTER COLUMN state SET NOT NULL",
                    "APPROVED through phase 2 of 4",
                    "code that is running does not know orders.state",
                    "fails if orders holds rows that break it (23514)"),
            new Row(
                    "ALTER TABLE orders ADD CONSTRAINT few CHECK (quantity < 1000)",
                    "APPROVED through phase 1 of 2",
                    "fails if orders holds rows that break it (23514)"),
            new Row(
                    "ALTER TABLE orders ADD CONSTRAINT one UNIQUE (reference)",
                    "NEEDS A DECISION",
                    "fails if orders holds rows that break it (23505)"),
            new Row(
                    "ALTER TABLE orders ALTER COLUMN status DROP DEFAULT",
                    "NEEDS A DECISION",
                    "every INSERT that leaves orders.status out fails with 23502"),
            new Row(
                    "ALTER VIEW open_orders RENAME TO pending_orders",
                    "NEEDS A DECISION",
                    "renamed under running code"),
            new Row(
                    "ALTER TABLE orders DROP COLUMN legacy_code",
                    "NEEDS A DECISION",
                    "cannot be taken back",
                    "still used"),
            new Row("TRUNCATE events", "NEEDS A DECISION", "cannot be taken back"),
            new Row(
                    "GRANT SELECT ON orders TO shop_reports",
                    "NEEDS A DECISION",
                    "is it right that rights are granted?"),
            new Row("ALTER TABLE orders ENABLE ROW LEVEL SECURITY", "NEEDS A DECISION", "row level security"),
            new Row("REINDEX INDEX orders_status_idx", "APPROVED  "),
            new Row(
                    "ALTER TABLE events ADD COLUMN seq bigserial",
                    "APPROVED through phase 3 of 4",
                    "fails if events holds rows that break it (23514)"),
            new Row(
                    "ALTER TABLE payments ALTER COLUMN id TYPE numeric",
                    "APPROVED through phase",
                    "cannot be taken back"),
            new Row("CLUSTER orders USING orders_created_at_idx", "NEEDS A DECISION", "has no online technique"));

    @TestFactory
    Stream<DynamicTest> decisions() {
        return ROWS.stream().map(row -> DynamicTest.dynamicTest(row.sql(), () -> check(row)));
    }

    private void check(Row row) throws Exception {
        Cli cli = new Cli(folder);
        Path file = cli.file("m" + ROWS.indexOf(row) + ".sql", "SET lock_timeout = '2s';\n" + row.sql() + ";\n");
        Cli.Result result = cli.run(
                "review",
                "--shadow",
                "embedded",
                "--config",
                Cli.SHOP.resolve("lockkeeper.yaml").toString(),
                "--context",
                Cli.SHOP.resolve("context.json").toString(),
                file.toString());
        assertThat(result.out()).startsWith(row.verdict());
        List<String> questions =
                result.out().lines().filter(line -> line.startsWith("  ? ")).toList();
        assertThat(questions.isEmpty()).isEqualTo(row.asked().length == 0);
        for (String part : row.asked()) {
            assertThat(questions).anyMatch(question -> question.contains(part));
        }
        assertThat(result.code()).isEqualTo(row.verdict().startsWith("APPROVED") ? 0 : 1);
    }
}
