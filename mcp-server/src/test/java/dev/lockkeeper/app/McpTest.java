package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockkeeper.app.http.HttpServer;
import dev.lockkeeper.app.http.HttpSettings;
import dev.lockkeeper.app.mcp.McpHttp;
import dev.lockkeeper.app.service.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official TypeScript client of the npm registry talks to {@code lockkeeper mcp} in a process of its own. */
class McpTest {
    @TempDir
    private Path folder;

    private static final String TEAM = """
            name: team
            title: What this team asks
            items:
              - id: announced
                question: Was the change announced to support?
                why: They see the errors first.
                evidence: answer
                answered_by: anyone
            """;

    @Test
    void theSameOverHttp() throws Exception {
        Service service = Services.executing(folder);
        service.judge().gates().keys().publish(service.judge().gates().key(), folder);
        McpHttp mcp = new McpHttp(service);
        try (HttpServer server =
                        new HttpServer(service, HttpSettings.loopback(0), Map.of(McpHttp.PATH, mcp.servlet())).start();
                AutoCloseable streamsFirst = mcp::close) {
            NodeClient.check(NodeClient.drive(folder, "http", "http://127.0.0.1:" + server.port() + "/mcp"));
        }
    }

    @Test
    void aRealClientCallsTheGate() throws Exception {
        Files.createDirectories(folder.resolve(".git"));
        Files.writeString(folder.resolve("team.yaml"), TEAM);
        Files.writeString(
                folder.resolve("lockkeeper.yaml"),
                "context: {max_age: never}\nshadow: {mode: embedded, forecast_seconds: 0}\nchecklists: [team.yaml]\n");
        JsonNode seen = NodeClient.drive(
                folder,
                "stdio",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.console=java.base",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lockkeeper.app.Main",
                "mcp",
                "--config",
                folder.resolve("lockkeeper.yaml").toString(),
                "--context",
                Cli.SHOP.resolve("context.json").toString());
        NodeClient.check(seen);
        assertThat(NodeClient.texts(seen.path("asked").path(0)))
                .as("the checklist's question, put to the person at the client, once for both calls")
                .containsExactly("announced", "announced_source");
        assertThat(seen.path("report").asText()).contains("announced on Monday");
        assertThat(seen.path("review")
                        .path("structuredContent")
                        .path("written_to")
                        .asText())
                .isEqualTo("approved");
        assertThat(folder.resolve("approved/approval.dsse.json"))
                .hasContent(seen.path("envelope").asText());
        assertThat(new Cli(folder)
                        .run("verify", folder.resolve("approved").toString())
                        .code())
                .isZero();
        runner(seen.path("runner"));
        assertThat(NodeClient.text(seen.path("tools_folder"))).contains("is a folder of tools");
        assertThat(folder.resolve(".git/hooks2")).doesNotExist();
        assertThat(NodeClient.text(seen.path("outside"))).contains("not a folder below the working folder");
    }

    /** An agent gets the runner's own files, and is told apart what must wait for a deploy. */
    private static void runner(JsonNode reply) {
        JsonNode review = reply.path("structuredContent");
        assertThat(review.path("files").path(0).path("path").asText()).startsWith("V42_1__nations");
        assertThat(review.path("approval").asText()).contains("(write it as V42_1__nations");
        JsonNode later = review.path("later").path(0);
        assertThat(later.path("deploy_before").asText()).contains("countries");
        assertThat(later.path("files").path(0).asText()).contains("later%2F");
        assertThat(review.path("next").asText()).contains("Do not write what is under later yet");
        assertThat(NodeClient.text(reply)).contains("--- V42_1__nations").doesNotContain("--- 01_expand.sql");
    }
}
