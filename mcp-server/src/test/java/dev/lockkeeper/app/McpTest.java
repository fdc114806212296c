package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official TypeScript client of the npm registry talks to {@code lockkeeper mcp} in a process of its own. */
class McpTest {
    private static final Path CLIENT = Path.of("target", "mcp-client").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void aRealClientCallsTheGate() throws Exception {
        Assumptions.assumeTrue(
                found("node") && found("npm"), "node and npm are not installed: the MCP client cannot run");
        install();
        List<String> command = new ArrayList<>(List.of(
                "node",
                "drive.mjs",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.console=java.base",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lockkeeper.app.Main",
                "mcp",
                "--context",
                Cli.SHOP.resolve("context.json").toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(CLIENT.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .put("LOCKKEEPER_KEY_FILE", folder.resolve("key.pem").toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        check(new ObjectMapper().readTree(out));
    }

    private static void check(JsonNode seen) {
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
        assertThat(text(seen.path("context"))).contains("40.0 million rows").contains("PostgreSQL version: \"16.6\"");
        JsonNode review = seen.path("review").path("structuredContent");
        assertThat(review.path("verdict").asText()).isEqualTo("approved");
        assertThat(review.path("files").path(0).path("sql").asText())
                .contains("CREATE INDEX CONCURRENTLY orders_customer_id_idx");
        assertThat(text(seen.path("approval"))).contains("application/vnd.in-toto+json");
        assertThat(seen.path("rejected")
                        .path("structuredContent")
                        .path("verdict")
                        .asText())
                .isEqualTo("rejected");
        assertThat(text(seen.path("rejected"))).contains("syntax error").doesNotContain("suppress");
        assertThat(text(seen.path("card"))).contains("NOT NULL");
        assertThat(seen.path("draft")
                        .path("messages")
                        .path(0)
                        .path("content")
                        .path("text")
                        .asText())
                .contains("index orders");
        assertThat(seen.path("locks")
                        .path("messages")
                        .path(0)
                        .path("content")
                        .path("text")
                        .asText())
                .contains("ACCESS EXCLUSIVE");
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String text(JsonNode result) {
        return result.path("content").path(0).path("text").asText();
    }

    private static void install() throws Exception {
        Files.createDirectories(CLIENT);
        for (String file : List.of("package.json", "drive.mjs")) {
            Files.copy(
                    Path.of("src", "test", "mcp-client", file),
                    CLIENT.resolve(file),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.isDirectory(CLIENT.resolve("node_modules/@modelcontextprotocol/sdk"))) {
            Process npm = new ProcessBuilder(
                            "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts")
                    .directory(CLIENT.toFile())
                    .redirectErrorStream(true)
                    .start();
            String log = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(npm.waitFor()).as(log).isZero();
        }
    }

    private static boolean found(String program) throws IOException {
        for (String folder :
                Map.copyOf(System.getenv()).getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
