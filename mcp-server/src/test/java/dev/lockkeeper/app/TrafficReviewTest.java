package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** {@code review --traffic}: article 000's column in every form of the report, and what is said without it. */
@Isolated("measures how long sessions wait")
class TrafficReviewTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTEXT = Cli.SHOP.resolve("context.json").toString();
    private static final String ARTICLE =
            Cli.SHOP.resolve("migrations/add-status-with-default.sql").toString();

    @TempDir
    private Path folder;

    @Test
    void article000UnderTraffic() throws Exception {
        Path out = folder.resolve("out");
        Cli.Result result = new Cli(folder)
                .run(
                        "review",
                        "--traffic",
                        "--shadow",
                        "embedded",
                        "--format",
                        "json",
                        "--context",
                        CONTEXT,
                        "--out",
                        out.toString(),
                        ARTICLE);
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                Files.readString(Path.of("..", "docs", "schemas", "review.schema.json")),
                                InputFormat.JSON)
                        .validate(result.out(), InputFormat.JSON))
                .isEmpty();
        JsonNode review = JSON.readTree(result.out()).at("/reviews/0");
        assertThat(review.path("verdict").asText()).isEqualTo("approved");
        assertThat(result.code()).isZero();
        JsonNode traffic = review.at("/dry_run/traffic");
        assertThat(traffic.at("/original/phases/0/blocked_millis").asLong())
                .as("waited behind the submitted text, and behind the plan")
                .isGreaterThan(2 * traffic.at("/plan/phases/0/blocked_millis").asLong());
        assertThat(traffic.at("/offered/statements").toString()).contains("SELECT * FROM orders WHERE id = $1");
        assertThat(review.path("not_checked").toString()).doesNotContain("otherwise idle server");
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("<h2>Under traffic</h2>", "<polyline class=\"tr\"", "class=\"stall\"")
                .doesNotContain("<script");
        assertThat(Files.readString(out.resolve("report.md"))).contains("### Under traffic");
    }

    @Test
    void withoutTrafficTheReportSaysSo() throws Exception {
        Cli.Result result = new Cli(folder)
                .run(
                        "review",
                        "--shadow",
                        "embedded",
                        "--format",
                        "json",
                        "--context",
                        CONTEXT,
                        "--out",
                        folder.resolve("out").toString(),
                        ARTICLE);
        JsonNode review = JSON.readTree(result.out()).at("/reviews/0");
        assertThat(review.at("/dry_run").has("traffic")).isFalse();
        assertThat(review.path("not_checked").toString()).contains("Traffic during the dry run", "--traffic");
    }

    @Test
    void trafficNeedsTheDryRun() throws Exception {
        Cli.Result result = new Cli(folder).run("review", "--traffic", "--no-dry-run", "--context", CONTEXT, ARTICLE);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--traffic needs the dry run");
    }
}
