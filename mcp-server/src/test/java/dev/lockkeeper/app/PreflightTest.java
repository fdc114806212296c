package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lockkeeper preflight} from outside: what it prints is what the verdict looks up. */
class PreflightTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTEXT = Cli.SHOP.resolve("context.json").toString();
    private static final String CHECK =
            Cli.SHOP.resolve("migrations/check-amount-positive.sql").toString();

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void open() throws Exception {
        cli = new Cli(folder);
    }

    @Test
    void theQueriesArePrintedAsPublished() throws Exception {
        Cli.Result text = cli.run("preflight", "--context", CONTEXT, CHECK);
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out())
                .contains("SELECT count(*) FROM (SELECT 1 FROM public.orders WHERE NOT (amount > 0) LIMIT 1001)");
        String json = cli.run("preflight", "--context", CONTEXT, "--format", "json", CHECK)
                .out();
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(Path.of("..", "docs", "schemas", "preflight.schema.json")))
                        .validate(json, InputFormat.JSON))
                .isEmpty();
    }

    /** The plan is a backfill into another column: the question stays, and its count is looked up. */
    @Test
    void aTypeThatHoldsLessIsAskedAboutEvenWhereThePlanDoesNotAlterTheType() throws Exception {
        Path migration = cli.file("narrow.sql", "ALTER TABLE orders ALTER COLUMN reference TYPE varchar(10);");
        Cli.Result printed = cli.run("preflight", "--context", CONTEXT, migration.toString());
        assertThat(printed.out())
                .contains("22001")
                .contains("char_length(rtrim(reference::text, ' ')) > 10")
                .contains("1 with a query");
        assertThat(decisions(migration.toString(), -1)).anyMatch(decision -> decision.contains("22001"));
        assertThat(decisions(migration.toString(), 0)).noneMatch(decision -> decision.contains("22001"));
    }

    /** The dry run is left out: only the decisions about data are looked at. */
    @Test
    void aCountOfZeroAnswersTheQuestionAndAnotherOneSaysHowManyRows() throws Exception {
        assertThat(decisions(0)).noneMatch(decision -> decision.contains("23514"));
        assertThat(decisions(7))
                .anyMatch(decision -> decision.contains("7 rows or keys of orders break it")
                        && decision.contains("repair the rows first")
                        && decision.contains("NOT VALID")
                        && decision.contains("new rows only"));
        assertThat(decisions(1001)).anyMatch(decision -> decision.contains("more than 1000"));
        assertThat(decisions(-1)).anyMatch(decision -> decision.contains("Do they exist?"));
    }

    private java.util.List<String> decisions(long count) throws Exception {
        return decisions(CHECK, count);
    }

    private java.util.List<String> decisions(String migration, long count) throws Exception {
        JsonNode checks = JSON.readTree(cli.run("preflight", "--context", CONTEXT, "--format", "json", migration)
                        .out())
                .get("checks");
        ObjectNode context = (ObjectNode) JSON.readTree(Files.readString(Path.of(CONTEXT)));
        context.put("schema_file", Cli.SHOP.resolve("schema.sql").toString());
        if (count >= 0) {
            ((ObjectNode) context.get("server"))
                    .putArray("data_facts")
                    .addObject()
                    .put("table", checks.get(0).get("table").asText())
                    .put("query", checks.get(0).get("query").asText())
                    .put("count", count)
                    .put("counted_at", "2026-11-20T09:00:00Z");
        }
        Path file = cli.file("counted.json", context.toString());
        cli.file("lockkeeper.yaml", "context:\n  max_age: never\n");
        Path out = folder.resolve("out" + Path.of(migration).getFileName() + count);
        Cli.Result review = cli.run(
                "review",
                "--no-dry-run",
                "--format",
                "json",
                "--out",
                out.toString(),
                "--context",
                file.toString(),
                migration);
        java.util.List<String> decisions = new java.util.ArrayList<>();
        JSON.readTree(review.out())
                .get("reviews")
                .get(0)
                .get("decisions")
                .forEach(decision -> decisions.add(decision.toString()));
        return decisions;
    }

    @Test
    void badInputHasOneClearError() throws Exception {
        usage(cli.run("preflight", CHECK), "--context");
        usage(cli.run("preflight", "--context", CONTEXT, "--update", CHECK), "add --url");
        usage(cli.run("preflight", "--context", CONTEXT, "--url", "mysql://x/y", CHECK), "not of the form");
        usage(
                cli.run(
                        "preflight",
                        "--context",
                        CONTEXT,
                        "--url",
                        "postgres://x@y/z",
                        "--statement-timeout",
                        "0",
                        CHECK),
                "--statement-timeout");
        usage(
                cli.run(
                        "preflight",
                        "--context",
                        CONTEXT,
                        cli.file("m.sql", "ALTER TABEL t").toString()),
                "syntax error");
        Path there = cli.file("there.json", "{}");
        usage(
                cli.run("preflight", "--context", CONTEXT, "--url", "postgres://x@y/z", "-o", there.toString(), CHECK),
                "is there already");
        assertThat(Files.readString(there)).isEqualTo("{}");
    }

    @Test
    void aServerThatIsNotThereIsUnavailableAndNothingIsWritten() {
        Path out = folder.resolve("counted.json");
        Cli.Result result = cli.with("PGPASSWORD", "s3cr3t")
                .run(
                        "preflight",
                        "--context",
                        CONTEXT,
                        "--url",
                        "postgres://reader@127.0.0.1:1/shop",
                        "-o",
                        out.toString(),
                        CHECK);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .contains("127.0.0.1:1/shop")
                .contains("Nothing was written")
                .doesNotContain("s3cr3t");
        assertThat(out).doesNotExist();
        assertThat(folder.toFile().list()).containsOnly(".git");
    }

    private static void usage(Cli.Result result, String message) {
        assertThat(result.code()).as(result.out() + result.err()).isEqualTo(2);
        assertThat(result.err()).contains(message);
    }
}
