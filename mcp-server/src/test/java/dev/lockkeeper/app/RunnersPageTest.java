package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that docs/runners.md shows are those that a review writes, apart from its id and what it forecasts. */
class RunnersPageTest {
    private static final String SQL =
            "CREATE INDEX orders_quantity_idx ON orders (quantity);\nALTER TABLE orders ADD CONSTRAINT amount_positive CHECK (amount > 0);\n";
    private static final Pattern FILE = Pattern.compile("(?s)`([^`\n]+)`:\n\n```\\w+\n(.*?)```");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Flyway",
                "Liquibase",
                "golang-migrate",
                "dbmate",
                "goose",
                "Sqitch",
                "Prisma",
                "Rails",
                "Django",
                "Alembic"
            })
    void eachExampleIsWhatIsWritten(String runner) throws Exception {
        Map<String, String> written = written(runner.toLowerCase(java.util.Locale.ROOT));
        String page = Files.readString(Path.of("..", "docs", "runners.md"));
        int start = page.indexOf("### " + runner + "\n");
        int end = page.indexOf("\n### ", start + 1);
        Matcher file = FILE.matcher(page.substring(start, end < 0 ? page.length() : end));
        int files = 0;
        while (file.find()) {
            assertThat(lines(file.group(2)))
                    .as(file.group(1))
                    .isEqualTo(lines(written.getOrDefault(file.group(1), "")));
            files++;
        }
        assertThat(files).isPositive();
    }

    private static List<String> lines(String text) {
        return text.replaceAll("r-[0-9a-f]{12}", "r-ID")
                .lines()
                .filter(line -> !line.startsWith("-- Lock:"))
                .collect(Collectors.toList());
    }

    private Map<String, String> written(String runner) throws Exception {
        Path config = Files.writeString(folder.resolve("lockkeeper.yaml"), "context: {max_age: never}\n");
        Cli.Result result = new Cli(folder)
                .input(SQL.getBytes(StandardCharsets.UTF_8))
                .run(
                        "review",
                        "-",
                        "--no-dry-run",
                        "--format",
                        "json",
                        "--framework",
                        runner,
                        "--number",
                        "20261101120000",
                        "--requester",
                        "dana",
                        "--config",
                        config.toString(),
                        "--context",
                        Cli.SHOP.resolve("context.json").toString(),
                        "--out",
                        folder.resolve("out").toString());
        Map<String, String> files = new HashMap<>();
        for (JsonNode release : new ObjectMapper().readTree(result.out()).at("/reviews/0/plan/runner/releases")) {
            for (JsonNode file : release.path("files")) {
                files.put(file.path("path").asText(), file.path("text").asText());
            }
        }
        return files;
    }
}
