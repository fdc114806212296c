package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.Dumps;
import dev.lockkeeper.dryrun.shadow.PlainServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code review} on a backup and on a clone: from the command line to the verdict. */
class ShadowDataReviewTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAJOR = Bench.majors().getLast();
    private static final int ROWS = 12_000;

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void production() throws Exception {
        cli = new Cli(folder);
        cli.file("schema.sql", Bench.SCHEMA);
        cli.file(
                "context.json",
                "{\"postgres_version\": \"" + MAJOR + "\", \"captured_at\": \"" + Instant.now()
                        + "\", \"schema_file\": \"schema.sql\", \"database\": {\"name\": \"shop\", \"system_identifier\": \"1\", \"address\": \"10.0.0.5\","
                        + " \"port\": 5432, \"started_at\": \"2026-01-01T00:00:00Z\"}, \"tables\": {\"orders\": {\"rows\": "
                        + ROWS
                        + ", \"heap_bytes\": 900000}}}");
        cli.file("lockkeeper.yaml", "shadow: {mode: embedded}\n");
        cli.file("m.sql", "ALTER TABLE orders ALTER COLUMN qty SET NOT NULL;\n");
    }

    private static String dump(String last) {
        return Dumps.shop(
                "1\tAnn\tann@example.com",
                IntStream.rangeClosed(1, ROWS)
                        .mapToObj(i -> i + "\t1\tnew\t" + (i == ROWS ? last : "2"))
                        .collect(Collectors.joining("\n")),
                "");
    }

    private Cli.Result review(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "review",
                "--force",
                "--format",
                "json",
                "--context",
                folder.resolve("context.json").toString(),
                "--out",
                folder.resolve("out").toString()));
        arguments.addAll(List.of(more));
        arguments.add(folder.resolve("m.sql").toString());
        return cli.run(arguments.toArray(String[]::new));
    }

    private static JsonNode first(Cli.Result result) throws Exception {
        return JSON.readTree(result.out()).at("/reviews/0");
    }

    @Test
    void aBackupAnswersWhatStatisticsCannot() throws Exception {
        Path file = cli.file("shop.sql", dump("2"));
        assertThat(first(review()).path("decisions").toString())
                .as("without it")
                .contains("Do they exist?");
        Cli.Result result = review("--shadow", "backup=" + file);
        JsonNode review = first(result);
        assertThat(review.path("verdict").asText()).as(result.out()).isEqualTo("approved");
        assertThat(review.path("decisions")).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(review.at("/dry_run/real_rows/rows").asLong()).isEqualTo(ROWS);
        assertThat(review.path("not_checked").toString()).doesNotContain("only statistics");
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                Files.readString(Path.of("..", "docs", "schemas", "review.schema.json")),
                                InputFormat.JSON)
                        .validate(result.out(), InputFormat.JSON))
                .isEmpty();
        assertThat(Files.readString(folder.resolve("out/report.md"))).contains("backup shop.sql of 20", "12,000 rows");
        assertThat(Files.readString(folder.resolve("out/report.html"))).contains("ran on backup shop.sql");
    }

    @Test
    void anOldOneAndABadRowNeedAPerson() throws Exception {
        Path file = cli.file("shop.sql", dump("2"));
        String old = Instant.now().minus(Duration.ofDays(30)).toString();
        Cli.Result stale = review("--shadow", "backup=" + file, "--as-of", old);
        assertThat(stale.code()).isEqualTo(1);
        assertThat(first(stale).path("verdict").asText()).isEqualTo("needs_decision");
        assertThat(stale.out()).contains("Accept such old rows?", "30 days old", "backup_max_age", "Do they exist?");
        cli.file("shop.sql", dump("\\N"));
        cli.file("lockkeeper.yaml", "shadow: {mode: backup, backup: shop.sql}\n");
        Cli.Result bad = review();
        assertThat(first(bad).at("/dry_run/original/failure/sqlstate").asText()).isEqualTo("23502");
        assertThat(first(bad).path("decisions").toString())
                .as("the constraint alone may come, its validation waits")
                .contains("failed on data in the dry run (" + (MAJOR >= 18 ? "23502" : "23514") + ")");
    }

    @Test
    void aCloneAnswersToo() throws Exception {
        try (PlainServer server = PlainServer.start(MAJOR, Map.of())) {
            try (Connection admin = server.admin("postgres");
                    Statement statement = admin.createStatement()) {
                statement.execute("CREATE ROLE dry_run LOGIN CREATEDB PASSWORD 'dry-secret'");
                statement.execute("CREATE DATABASE shop OWNER dry_run");
            }
            try (Connection own = server.connect("dry_run", "dry-secret", "shop");
                    Statement statement = own.createStatement()) {
                statement.execute(Bench.SCHEMA);
                statement.execute("INSERT INTO orders (id, qty) SELECT g, 1 FROM generate_series(1, " + ROWS + ") g");
            }
            cli.with("PGPASSWORD", "dry-secret");
            String clone = "clone=" + server.url("dry_run", "shop");
            Cli.Result undecided = review("--shadow", clone, "--disposable");
            assertThat(undecided.code()).as(undecided.out() + undecided.err()).isEqualTo(1);
            assertThat(undecided.out()).contains("Nobody says when it was production");
            Cli.Result result = review(
                    "--shadow",
                    clone,
                    "--disposable",
                    "--as-of",
                    Instant.now().minusSeconds(3600).toString());
            JsonNode review = first(result);
            assertThat(review.path("verdict").asText()).as(result.out()).isEqualTo("approved");
            assertThat(review.at("/dry_run/real_rows/kind").asText()).isEqualTo("clone");
            assertThat(review.path("not_checked").toString()).contains("the clone's server is not ours");
            assertThat(result.out() + result.err()).doesNotContain("dry-secret");
            String one = cli.file("1.sql", "ALTER TABLE orders ADD COLUMN extra text;\n")
                    .toString();
            String two = cli.file(
                            "2.sql", "ALTER TABLE orders ALTER COLUMN extra SET DEFAULT 'of the migration before';\n")
                    .toString();
            Cli.Result history = cli.run(
                    "review",
                    "--format",
                    "json",
                    "--context",
                    folder.resolve("context.json").toString(),
                    "--shadow",
                    clone,
                    "--disposable",
                    "--as-of",
                    Instant.now().minusSeconds(3600).toString(),
                    one,
                    two);
            assertThat(JSON.readTree(history.out()).path("reviews").findValuesAsText("verdict"))
                    .as(history.out())
                    .containsExactly("approved", "approved");
        }
    }

    @Test
    void wrongUses() throws Exception {
        String file = cli.file("shop.sql", dump("2")).toString();
        usage(review("--shadow", "clone=postgres://dry_run@127.0.0.1/shop"), "--disposable");
        usage(review("--shadow", "backup=" + file, "--disposable"), "--disposable goes with");
        usage(review("--shadow", "embedded", "--anonymize", file), "--anonymize goes with");
        usage(review("--shadow", "embedded", "--as-of", "2026-01-01T00:00:00Z"), "--as-of goes with");
        usage(review("--shadow", "backup=" + file, "--as-of", "yesterday"), "--as-of takes a time");
        usage(review("--shadow", "clone=mysql://x/y", "--disposable"), "postgres://");
        usage(review("--shadow", "backup"), "backup=FILE");
        Cli.Result missing = review("--shadow", "backup=" + folder.resolve("none.dump"));
        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.out()).contains("there is no backup");
        cli.file(
                "lockkeeper.yaml",
                "databases: {shop: {snapshot: context.json, url: 'postgres://app@127.0.0.1:1/shop'}}\n");
        Cli.Result production =
                review("--database", "shop", "--shadow", "clone=postgres://dry@127.0.0.1:1/shop", "--disposable");
        assertThat(production.code()).isEqualTo(3);
        assertThat(production.out()).contains("calls this server production");
    }

    private static void usage(Cli.Result result, String words) {
        assertThat(result.code()).as(result.out()).isEqualTo(2);
        assertThat(result.err()).contains(words);
    }
}
