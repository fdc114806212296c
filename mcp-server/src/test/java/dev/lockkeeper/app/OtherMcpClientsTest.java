package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import dev.lockkeeper.app.http.HttpServer;
import dev.lockkeeper.app.http.HttpSettings;
import dev.lockkeeper.app.mcp.McpHttp;
import dev.lockkeeper.app.service.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people's clients do a whole review each, over Streamable HTTP. */
class OtherMcpClientsTest {
    private static final String SQL = "CREATE INDEX orders_customer_id_idx ON orders (customer_id)";

    @TempDir
    private Path folder;

    private McpHttp mcp;
    private HttpServer server;
    private String url;

    @BeforeEach
    void serve() throws Exception {
        Service service = Services.executing(folder);
        mcp = new McpHttp(service);
        server = new HttpServer(service, HttpSettings.loopback(0), Map.of(McpHttp.PATH, mcp.servlet())).start();
        url = "http://127.0.0.1:" + server.port() + McpHttp.PATH;
    }

    @AfterEach
    void end() {
        mcp.close();
        server.close();
    }

    @Test
    void langChain4j() throws Exception {
        try (McpClient client = DefaultMcpClient.builder()
                .transport(StreamableHttpMcpTransport.builder()
                        .url(url)
                        .timeout(Duration.ofMinutes(2))
                        .build())
                .toolExecutionTimeout(Duration.ofMinutes(2))
                .build()) {
            assertThat(client.listTools()).hasSize(8);
            String reply = client.executeTool(ToolExecutionRequest.builder()
                            .name("review_migration")
                            .arguments(new ObjectMapper().writeValueAsString(Map.of("sql", SQL)))
                            .build())
                    .resultText();
            assertThat(reply).contains("approved").contains("CREATE INDEX CONCURRENTLY orders_customer_id_idx");
        }
    }

    @Test
    void theInspector() throws Exception {
        JsonNode reply = NodeClient.run(
                folder,
                "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js",
                "--cli",
                url,
                "--transport",
                "http",
                "--method",
                "tools/call",
                "--tool-name",
                "review_migration",
                "--tool-arg",
                "sql=" + SQL);
        assertThat(reply.path("structuredContent").path("verdict").asText()).isEqualTo("approved");
    }

    @Test
    void theTypeScriptClientOfTheNextVersion() throws Exception {
        JsonNode reply = NodeClient.run(folder, "drive-v2.mjs", url, SQL);
        assertThat(reply.path("structuredContent").path("verdict").asText()).isEqualTo("approved");
    }
}
