package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What machines read of a lint: places right to the column, every format well-formed, inputs found as runners find them. */
class LintOutputsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void start() throws Exception {
        cli = new Cli(folder);
    }

    private Cli.Result lint(String... arguments) {
        List<String> all = new ArrayList<>(List.of("lint", "--pg", "16"));
        all.addAll(List.of(arguments));
        return cli.run(all.toArray(String[]::new));
    }

    /** A BOM, a tab, letters beyond ASCII and the basic plane, and CRLF: the finding still stands at its column. */
    @Test
    void lineAndColumnAreRightWhateverStandsBefore() throws Exception {
        String file = cli.file("é, 100%.sql", "\uFEFF-- ärger 😀\r\n\tSELECT '😀'; CREATE INDEX ON orders (a);\r\n")
                .toString();
        JsonNode result = JSON.readTree(lint("--format", "sarif", file).out())
                .path("runs")
                .path(0)
                .path("results")
                .path(0);
        JsonNode region =
                result.path("locations").path(0).path("physicalLocation").path("region");
        assertThat(region.path("startLine").asInt()).isEqualTo(2);
        assertThat(region.path("startColumn").asInt()).isEqualTo(14);
        assertThat(result.path("locations")
                        .path(0)
                        .path("physicalLocation")
                        .path("artifactLocation")
                        .path("uri")
                        .asText())
                .endsWith("%C3%A9%2C%20100%25.sql");
        assertThat(lint("--format", "github", file).out())
                .contains(",line=2,col=14,title=create-index-blocks-writes::")
                .contains("é%2C 100%25.sql");
    }

    /** The same two places in every format that can say a column: a hazard, and the end of a file that is no SQL. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "text   | é, 100%.sql:2:14 error create-index-blocks-writes | bad.sql:3:2",
                "junit  | line 2, column 14 | line 3, column 2",
                "gitlab | \"begin\" : 2 | \"begin\" : 3",
                "github | ,line=2,col=14,title=create-index-blocks-writes:: | ,line=3,col=2,title=syntax-error::",
                "json   | \"line\" : 2, \"column\" : 14, | \"line\" : 3, \"column\" : 2, \"message\" : \"syntax error",
                "sarif  | \"startLine\" : 2, \"startColumn\" : 14 | \"startLine\" : 3, \"startColumn\" : 2"
            })
    void everyFormatSaysTheSamePlace(String format, String hazard, String refusal) throws Exception {
        String file = cli.file("é, 100%.sql", "\uFEFF-- ärger 😀\r\n\tSELECT '😀'; CREATE INDEX ON orders (a);\r\n")
                .toString();
        String bad = cli.file("bad.sql", "\uFEFFSELECT '😀', 'ä';\r\n\r\n\tSELEC 1;\r\n")
                .toString();
        assertThat(lint("--format", format, file, bad).out().replaceAll("\\s+", " "))
                .contains(hazard)
                .contains(refusal);
    }

    @Test
    void theJsonDocumentIsWhatItsSchemaSays() throws Exception {
        String hazard = cli.file("a.sql", "CREATE INDEX ON orders (a);\nDROP TABLE users;\n")
                .toString();
        String suppressed = cli.file(
                        "b.sql", "-- lockkeeper:suppress create-index-blocks-writes: agreed\nCREATE INDEX ON t (a);\n")
                .toString();
        String bad = cli.file("c.sql", "SELEC").toString();
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("..", "docs", "schemas", "lint.schema.json")));
        String document = lint("--format", "json", hazard, suppressed, bad).out();
        assertThat(schema.validate(document, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(document.replace("\"error\" :", "\"eror\" :"), InputFormat.JSON))
                .as("the schema refuses what it does not name")
                .isNotEmpty();
    }

    /** What OASIS requires of a SARIF 2.1.0 log (sections 3.13, 3.14, 3.18 to 3.20, 3.27, 3.30, 3.35). */
    @Test
    void sarifHasWhatTheStandardRequires() throws Exception {
        String file = cli.file(
                        "m.sql",
                        "-- lockkeeper:suppress create-index-blocks-writes: agreed\nCREATE INDEX ON orders (a);\nUPDATE orders SET a = 1;\n")
                .toString();
        String bad = cli.file("bad.sql", "SELEC").toString();
        JsonNode log = JSON.readTree(lint("--format", "sarif", file, bad).out());
        assertThat(log.path("version").asText()).isEqualTo("2.1.0");
        JsonNode run = log.path("runs").path(0);
        assertThat(run.path("tool").path("driver").path("name").asText()).isNotBlank();
        assertThat(run.path("columnKind").asText()).isEqualTo("unicodeCodePoints");
        int rules = run.path("tool").path("driver").path("rules").size();
        run.path("tool")
                .path("driver")
                .path("rules")
                .forEach(rule -> assertThat(rule.path("id").asText()).matches("[a-z0-9-]+"));
        assertThat(run.path("results").size()).isGreaterThan(2);
        run.path("results").forEach(result -> {
            assertThat(result.path("message").path("text").asText()).isNotBlank();
            assertThat(result.path("level").asText()).isIn("error", "warning", "note", "none");
            assertThat(result.path("ruleIndex").asInt()).isBetween(0, rules - 1);
            JsonNode place = result.path("locations").path(0).path("physicalLocation");
            assertThat(URI.create(place.path("artifactLocation").path("uri").asText()))
                    .isNotNull();
            assertThat(place.path("region").path("startLine").asInt()).isPositive();
            assertThat(place.path("region").path("startColumn").asInt()).isPositive();
            result.path("suppressions")
                    .forEach(suppression ->
                            assertThat(suppression.path("kind").asText()).isIn("inSource", "external"));
        });
    }

    @Test
    void sarifNamesEachRuleOnceAndKeepsWhatIsSuppressed() throws Exception {
        String file = cli.file(
                        "m.sql",
                        "-- lockkeeper:suppress create-index-blocks-writes: agreed\nCREATE INDEX ON orders (a);\n")
                .toString();
        JsonNode run = JSON.readTree(lint("--format", "sarif", file).out())
                .path("runs")
                .path(0);
        JsonNode rules = run.path("tool").path("driver").path("rules");
        List<String> ids = new ArrayList<>();
        rules.forEach(rule -> ids.add(rule.path("id").asText()));
        assertThat(ids).doesNotHaveDuplicates().contains("syntax-error", "create-index-blocks-writes");
        run.path("results")
                .forEach(result -> assertThat(ids.get(result.path("ruleIndex").asInt()))
                        .isEqualTo(result.path("ruleId").asText()));
        assertThat(run.path("results").findValuesAsText("justification")).containsExactly("agreed");
    }

    @Test
    void junitFailsForErrorsAndIsXmlWhateverTheFileHolds() throws Exception {
        String bad = cli.file("bad.sql", "SELEC '\u0001<]]>&';").toString();
        String good =
                cli.file("good.sql", "CREATE TABLE a (id bigint PRIMARY KEY);").toString();
        Document xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        lint("--format", "junit", bad, good).out().getBytes(StandardCharsets.UTF_8)));
        assertThat(((Element) xml.getElementsByTagName("testsuite").item(0)).getAttribute("failures"))
                .isEqualTo("1");
        assertThat(((Element) xml.getElementsByTagName("testsuite").item(1)).getAttribute("failures"))
                .isEqualTo("0");
    }

    @Test
    void gitlabFingerprintsStayWhenLinesMove() throws Exception {
        String before = cli.file("m.sql", "CREATE INDEX ON orders (a);\n").toString();
        JsonNode one = JSON.readTree(lint("--format", "gitlab", before).out());
        cli.file("m.sql", "\n\n\nCREATE INDEX ON orders (a);\n");
        JsonNode other = JSON.readTree(lint("--format", "gitlab", before).out());
        assertThat(other.findValuesAsText("fingerprint")).isEqualTo(one.findValuesAsText("fingerprint"));
        assertThat(one.path(0).path("location").path("lines").path("begin").asInt())
                .isEqualTo(1);
        assertThat(other.path(0).path("location").path("lines").path("begin").asInt())
                .isEqualTo(4);
    }

    @Test
    void otherCommandsSayThatTheseFormatsAreLints() throws Exception {
        Cli.Result result = cli.run(
                "effects",
                "--pg",
                "16",
                "--format",
                "sarif",
                cli.file("m.sql", "SELECT 1").toString());
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("is for `lockkeeper lint`");
    }

    @Test
    void directoriesAndGlobsComeInTheRunnersOrder() throws Exception {
        Files.createDirectories(folder.resolve("db/old.sql.lockkeeper"));
        Files.createDirectories(folder.resolve("db/deeper"));
        for (String name : List.of(
                "V10__c.sql", "V2__b.sql", "deeper/V1__a.sql", "old.sql.lockkeeper/01_expand.sql", "U2__b.sql")) {
            cli.file("db/" + name, "SELECT 1;");
        }
        List<String> names = new ArrayList<>();
        JSON.readTree(lint("--format", "json", folder.resolve("db").toString()).out())
                .path("files")
                .forEach(file -> names.add(
                        Path.of(file.path("name").asText()).getFileName().toString()));
        assertThat(names).containsExactly("V2__b.sql", "V10__c.sql", "V1__a.sql");
        assertThat(JSON.readTree(lint("--format", "json", folder.resolve("db") + "/V*0__*.sql")
                                .out())
                        .path("files"))
                .hasSize(1);
    }

    @Test
    void suppressionsByPathNeedAReasonAndEnd() throws Exception {
        String file = cli.file("2019_old.sql", "CREATE INDEX ON orders (a);\n").toString();
        String config = cli.file("l.yaml", """
                        suppress:
                          - {code: create-index-blocks-writes, path: "2019*.sql", reason: applied long ago}
                          - {code: lock-timeout-missing, path: "2019*.sql", reason: applied long ago, until: 2020-01-01}
                          - {code: unmodelled-statement, path: "*", reason: we know}
                        """).toString();
        Cli.Result result = lint("--config", config, file);
        assertThat(result.out())
                .doesNotContain("create-index-blocks-writes")
                .contains("error lock-timeout-missing")
                .contains("expired-suppression");
        String unmodelled =
                cli.file("x.sql", "ALTER SYSTEM SET work_mem = '1GB';").toString();
        assertThat(lint("--config", config, unmodelled).out()).contains("error unmodelled-statement");
        assertThat(lint(
                                "--config",
                                cli.file("k.yaml", "suppress: [{code: a, path: '*'}]")
                                        .toString(),
                                file)
                        .err())
                .contains("needs code, path and reason");
    }

    @Test
    void aCommentMayEnd() throws Exception {
        String file = cli.file(
                        "m.sql",
                        "-- lockkeeper:suppress create-index-blocks-writes until 2020-01-31: for the launch\nCREATE INDEX ON orders (a);\n")
                .toString();
        assertThat(lint(file).out())
                .contains("error create-index-blocks-writes")
                .contains("ended on 2020-01-31");
    }

    @Test
    void onlyWhatChangedSinceTheBaseIsLinted() throws Exception {
        Path repository = Files.createDirectories(folder.resolve("repo/migrations"));
        git("init", "-q", "-b", "main", ".");
        Files.writeString(repository.resolve("1.sql"), "CREATE INDEX ON orders (a);\n");
        Files.writeString(repository.resolve("2.sql"), "SELECT 1;\n");
        commit("before");
        git("switch", "-q", "-c", "feature");
        Files.writeString(repository.resolve("3.sql"), "CREATE INDEX ON orders (b);\n");
        commit("after");
        Files.writeString(repository.resolve("4.sql"), "CREATE INDEX ON orders (c);\n");
        Files.writeString(repository.resolve("2.sql"), "CREATE INDEX ON orders (d);\n");
        List<String> found = new dev.lockkeeper.app.cli.ChangedFilesProbe(
                        folder.resolve("repo"), List.of("migrations/**/*.sql"))
                .since("main");
        assertThat(found).containsExactly("migrations/2.sql", "migrations/3.sql", "migrations/4.sql");
    }

    private void commit(String message) throws Exception {
        git("add", "-A");
        git("-c", "user.name=t", "-c", "user.email=t@example.invalid", "commit", "-q", "-m", message);
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command)
                        .directory(folder.resolve("repo").toFile())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
