package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;

/** Clients of the npm registry, each in a process of its own (src/test/mcp-client). */
final class NodeClient {
    private static final Path CLIENT = Path.of("target", "mcp-client").toAbsolutePath();

    private NodeClient() {}

    /** What the official client saw of everything that is offered; {@code arguments} say the transport. */
    static JsonNode drive(Path folder, String... arguments) throws Exception {
        return run(folder, "drive.mjs", arguments);
    }

    /** The JSON document that a script prints; the process works in {@code folder}. */
    static JsonNode run(Path folder, String script, String... arguments) throws Exception {
        install();
        List<String> command =
                new ArrayList<>(List.of("node", CLIENT.resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .put("LOCKKEEPER_KEY_FILE", folder.resolve("key.pem").toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return new ObjectMapper().readTree(out);
    }

    /** What every transport shows of the example shop. */
    static void check(JsonNode seen) {
        assertThat(seen.path("instructions").asText()).contains("review_migration");
        assertThat(texts(seen.path("tools")))
                .containsExactly(
                        "get_migration_context",
                        "review_migration",
                        "draft_migration",
                        "answer_questions",
                        "get_review",
                        "verify_migration",
                        "explain",
                        "check_drift");
        assertThat(texts(seen.path("prompts")))
                .containsExactlyInAnyOrder("draft-migration", "lock-review", "expand-contract");
        assertThat(texts(seen.path("templates"))).contains("review://{id}", "report://{id}", "rule://{code}");
        assertThat(text(seen.path("context"))).contains("40.0 million rows").contains("PostgreSQL version: \"16.6\"");
        JsonNode review = seen.path("again").path("structuredContent");
        assertThat(review.path("verdict").asText()).isEqualTo("approved");
        assertThat(review.path("files").path(0).path("sql").asText())
                .contains("CREATE INDEX CONCURRENTLY orders_customer_id_idx");
        assertThat(seen.path("repeatMillis").asLong())
                .as("the same question again is free")
                .isLessThan(1_000);
        assertThat(texts(seen.path("progress"))).anyMatch(message -> message.startsWith("dry run"));
        assertThat(text(seen.path("approval")))
                .contains("application/vnd.in-toto+json")
                .isEqualTo(seen.path("envelope").asText());
        assertThat(text(seen.path("verified"))).startsWith("ok");
        assertThat(text(seen.path("changed"))).startsWith("not approved").contains("is not the file that");
        assertThat(seen.path("report").asText()).contains("APPROVED");
        assertThat(seen.path("production").asText()).contains("40.0 million rows");
        assertThat(seen.path("rule").asText()).contains("NOT NULL");
        assertThat(seen.path("rejected")
                        .path("structuredContent")
                        .path("verdict")
                        .asText())
                .isEqualTo("rejected");
        assertThat(text(seen.path("rejected"))).contains("syntax error").doesNotContain("suppress");
        assertThat(seen.path("misspelt").path("isError").asBoolean()).isTrue();
        assertThat(seen.path("drafted").path("structuredContent").path("next").asText())
                .contains("no language model is configured");
        assertThat(seen.path("drafted").path("content").path(1).path("text").asText())
                .contains("index orders");
        assertThat(text(seen.path("card"))).contains("NOT NULL");
        assertThat(prompt(seen.path("draft"))).contains("index orders");
        assertThat(prompt(seen.path("locks"))).contains("ACCESS EXCLUSIVE");
    }

    static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    static String text(JsonNode result) {
        return result.path("content").path(0).path("text").asText();
    }

    private static String prompt(JsonNode result) {
        return result.path("messages").path(0).path("content").path("text").asText();
    }

    private static synchronized void install() throws Exception {
        Assumptions.assumeTrue(
                found("node") && found("npm"), "node and npm are not installed: the MCP client cannot run");
        Files.createDirectories(CLIENT);
        for (String file : List.of("package.json", "drive.mjs", "drive-v2.mjs")) {
            Files.copy(
                    Path.of("src", "test", "mcp-client", file),
                    CLIENT.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.isDirectory(CLIENT.resolve("node_modules/@modelcontextprotocol/inspector"))) {
            Process npm = new ProcessBuilder(
                            "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts")
                    .directory(CLIENT.toFile())
                    .redirectErrorStream(true)
                    .start();
            String log = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(npm.waitFor()).as(log).isZero();
        }
    }

    private static boolean found(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return List.of(path.split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
