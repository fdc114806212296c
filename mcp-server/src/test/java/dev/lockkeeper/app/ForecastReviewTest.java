package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measured forecast and its calibration in every form of the report; the page's own calibration is the one used. */
class ForecastReviewTest {
    private static final String CONTEXT = Cli.SHOP.resolve("context.json").toString();
    private static final String INDEX =
            Cli.SHOP.resolve("migrations/create-index.sql").toString();

    @TempDir
    private Path folder;

    @Test
    void everyFormShowsIt() throws Exception {
        Matcher example = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "forecast.md")));
        assertThat(example.find()).isTrue();
        assertThat(errors("calibration.schema.json", example.group(1))).isEmpty();
        Cli cli = new Cli(folder);
        Path calibration = cli.file("calibration.json", example.group(1));
        Path out = folder.resolve("out");
        Cli.Result result = review(cli, calibration, out);
        assertThat(errors("review.schema.json", result.out())).isEmpty();
        JsonNode dryRun = new ObjectMapper().readTree(result.out()).at("/reviews/0/dry_run");
        assertThat(dryRun.path("rows").asText()).isEqualTo("synthetic");
        assertThat(dryRun.at("/forecast/steps")).anySatisfy(step -> {
            assertThat(step.path("growth").asText()).isEqualTo("n_log_n");
            assertThat(step.path("samples")).isNotEmpty();
            assertThat(step.path("adjustments").toString()).contains("migrations of May on db1", "factor");
        });
        assertThat(result.out()).contains("extrapolated from");
        assertThat(Files.readString(out.resolve("report.html"))).contains("<h2>Forecast</h2>", "extrapolated from");
        assertThat(Files.readString(out.resolve("report.md"))).contains("extrapolated from");
    }

    @Test
    void aCalibrationWithAnUnknownKeyIsRefused() throws Exception {
        Cli cli = new Cli(folder);
        Path calibration = cli.file(
                "calibration.json", "{\"source\": \"x\", \"work\": {}, \"works\": {\"scan\": {\"millis_per_gb\": 1}}}");
        Cli.Result result = review(cli, calibration, folder.resolve("out"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("unknown key \"work\"");
    }

    private static Cli.Result review(Cli cli, Path calibration, Path out) {
        return cli.run(
                "review",
                "--shadow",
                "embedded",
                "--format",
                "json",
                "--calibration",
                calibration.toString(),
                "--context",
                CONTEXT,
                "--out",
                out.toString(),
                INDEX);
    }

    private static Iterable<?> errors(String schema, String json) throws Exception {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("..", "docs", "schemas", schema)), InputFormat.JSON)
                .validate(json, InputFormat.JSON);
    }
}
