package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each example says in its second line what the gate must say; here the whole gate says it, on a real server. */
class ExamplesTest {
    private static final Pattern EXPECT = Pattern.compile("-- expect: input=(\\w+) verdict=(\\w+) findings=(\\S+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> examples() throws IOException {
        try (Stream<Path> files = Files.list(Cli.SHOP.resolve("migrations"))) {
            return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private void check(Path file) throws Exception {
        Matcher expect = EXPECT.matcher(Files.readString(file));
        assertThat(expect.find()).as("the expect line").isTrue();
        Cli cli = new Cli(folder);
        Path out = folder.resolve(file.getFileName() + ".out");
        Cli.Result result = cli.run(
                "review",
                "--shadow",
                "embedded",
                "--format",
                "json",
                "--context",
                Cli.SHOP.resolve("context.json").toString(),
                "--out",
                out.toString(),
                file.toString());
        JsonNode document = JSON.readTree(result.out());
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                Files.readString(Path.of("..", "docs", "schemas", "review.schema.json")),
                                InputFormat.JSON)
                        .validate(result.out(), InputFormat.JSON))
                .isEmpty();
        JsonNode review = document.path("reviews").path(0);
        assertThat(review.path("input").asText()).isEqualTo(expect.group(1));
        assertThat(review.path("verdict").asText()).isEqualTo(expect.group(2));
        List<String> codes = StreamSupport.stream(review.path("findings").spliterator(), false)
                .map(finding -> finding.path("code").asText())
                .toList();
        if (!expect.group(3).equals("none")) {
            assertThat(codes).containsAll(Arrays.asList(expect.group(3).split(",")));
        }
        boolean approved = expect.group(2).equals("approved");
        assertThat(result.code()).isEqualTo(approved ? 0 : 1);
        assertThat(Files.exists(out.resolve("approval.dsse.json"))).isEqualTo(approved);
        assertThat(Files.size(out.resolve("report.html"))).isBetween(3_000L, 300_000L);
        assertThat(cli.run("verify", out.toString()).code()).isEqualTo(approved ? 0 : 1);
        if (approved) {
            changedByteIsRefused(cli, out);
        }
    }

    private static void changedByteIsRefused(Cli cli, Path out) throws IOException {
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(path ->
                            path.toString().endsWith(".sql") || path.toString().endsWith("approval.dsse.json"))
                    .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                byte[] changed = bytes.clone();
                changed[changed.length / 2] ^= 1;
                Files.write(file, changed);
                assertThat(cli.run("verify", out.toString()).code())
                        .as("one byte changed in " + file.getFileName())
                        .isEqualTo(1);
                Files.write(file, bytes);
            }
        }
        assertThat(cli.run("verify", out.toString()).code()).isZero();
    }

    @Test
    void article000OnPostgres12WithAReportRunning() throws Exception {
        Cli.Result result = new Cli(folder)
                .run(
                        "review",
                        "--shadow",
                        "embedded",
                        "--context",
                        Cli.SHOP.resolve("context-pg12-report-running.json").toString(),
                        "--out",
                        folder.resolve("o").toString(),
                        Cli.SHOP
                                .resolve("migrations/add-status-with-default.sql")
                                .toString());
        assertThat(result.out())
                .startsWith("APPROVED")
                .contains(
                        "input hazardous",
                        "lock-queue-behind-long-query",
                        "SELECT customer_id, count(*)",
                        "150 connections")
                .doesNotContain("rewrites-table");
        assertThat(result.code()).isZero();
        assertThat(Files.readString(folder.resolve("o/01_expand.sql")))
                .contains("SET LOCAL lock_timeout = '100ms'")
                .contains("ADD COLUMN status_v2 VARCHAR(50) DEFAULT 'pending' NOT NULL");
        assertThat(folder.resolve("o/02_backfill.sql")).doesNotExist();
    }

    @Test
    void postgres10IsLintedAsRewriteAndNotReviewed() throws Exception {
        Cli cli = new Cli(folder);
        String context = Cli.SHOP.resolve("context-pg10.json").toString();
        String migration =
                Cli.SHOP.resolve("migrations/add-status-with-default.sql").toString();
        assertThat(cli.run("lint", "--context", context, migration).out()).contains("constant-default-rewrites-table");
        Cli.Result review = cli.run(
                "review", "--context", context, "--out", folder.resolve("o").toString(), migration);
        assertThat(review.code()).isEqualTo(3);
        assertThat(review.out()).contains("UNAVAILABLE").contains("12 to 18");
    }

    @Test
    void article000sBackfillBecomesARealOne() throws Exception {
        Path out = folder.resolve("o");
        Cli.Result result = new Cli(folder)
                .run(
                        "review",
                        "--shadow",
                        "embedded",
                        "--context",
                        Cli.SHOP.resolve("context.json").toString(),
                        "--out",
                        out.toString(),
                        Cli.SHOP.resolve("migrations/backfill-function.sql").toString());
        assertThat(result.out()).contains("batch-loop-in-one-transaction").contains("2.2 h");
        assertThat(out.resolve("02_backfill.sql")).doesNotExist();
        StringBuilder proposal = new StringBuilder();
        JSON.readTree(out.resolve("report.json").toFile())
                .findValues("sql")
                .forEach(sql -> proposal.append(sql.asText()).append('\n'));
        assertThat(proposal.toString())
                .contains("CREATE OR REPLACE PROCEDURE")
                .contains("COMMIT;")
                .contains("ORDER BY id OFFSET batch_rows");
    }

    /** New orders would be NULL: the article's function never sets the default that the shop has declared. */
    @Test
    void theBackfillWaitsForTheDefaultThatTheShopDeclared() throws Exception {
        Cli.Result result = new Cli(folder)
                .run(
                        "review",
                        "--no-dry-run",
                        "--context",
                        Cli.SHOP.resolve("context.json").toString(),
                        "--out",
                        folder.resolve("o").toString(),
                        Cli.SHOP.resolve("migrations/backfill-function.sql").toString());
        assertThat(result.out())
                .contains("NEEDS A DECISION")
                .contains("orders.status_v2 gets no default where 'pending' is declared");
    }

    @Test
    void theSameQuestionGivesTheSameBytes() throws Exception {
        Cli cli = new Cli(folder);
        for (String out : List.of("a", "b")) {
            cli.run(
                    "review",
                    "--shadow",
                    "embedded",
                    "--context",
                    Cli.SHOP.resolve("context.json").toString(),
                    "--out",
                    folder.resolve(out).toString(),
                    Cli.SHOP.resolve("migrations/set-not-null.sql").toString());
        }
        assertThat(Files.readString(folder.resolve("a/01_expand.sql")))
                .isEqualTo(Files.readString(folder.resolve("b/01_expand.sql")));
        assertThat(Files.readString(folder.resolve("a/rollback/01_expand.sql")))
                .isEqualTo(Files.readString(folder.resolve("b/rollback/01_expand.sql")));
    }
}
