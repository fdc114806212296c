package dev.lockkeeper.app.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.app.Services;
import dev.lockkeeper.app.http.HttpServer;
import dev.lockkeeper.app.http.HttpSettings;
import dev.lockkeeper.app.service.ReviewLimits;
import dev.lockkeeper.dryrun.DryRunOutcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no message, too much, or not what this server signed is refused before any handler sees it. */
class FrontDoorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SESSIONS = 3;
    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":"
            + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private McpHttp mcp;
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        mcp = new McpHttp(Fixtures.offer(), sql -> {}, SESSIONS);
        server = new HttpServer(
                        Services.shop(
                                folder,
                                (request, version, progress) -> new DryRunOutcome.Skipped("not in this test"),
                                ReviewLimits.DEFAULTS),
                        HttpSettings.loopback(0),
                        Map.of(McpHttp.PATH, mcp.servlet()))
                .start();
    }

    @AfterEach
    void end() {
        client.close();
        mcp.close();
        server.close();
    }

    private HttpResponse<String> post(String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + McpHttp.PATH))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | 400 | -32700",
                "{ | 400 | -32700",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} trailing | 400 | -32700",
                "\"text\" | 400 | -32600",
                "[] | 400 | -32600",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}] | 400 | -32600",
                "{\"id\":1,\"method\":\"ping\"} | 400 | -32600",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"} | 400 | -32600",
            })
    void whatIsNoMessage(String body, int status, int code) throws Exception {
        HttpResponse<String> answer = post(body == null ? "" : body);
        assertThat(answer.statusCode()).isEqualTo(status);
        JsonNode error = JSON.readTree(answer.body()).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(code);
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("java.");
    }

    @Test
    void deepNestingIsNoCrash() throws Exception {
        HttpResponse<String> answer = post("[".repeat(200_000));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("-32700");
    }

    @Test
    void oneSessionTooMany() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            HttpResponse<String> opened = post(INITIALIZE);
            assertThat(opened.statusCode()).isEqualTo(200);
            ids.add(opened.headers().firstValue(SessionCount.SESSION).orElseThrow());
        }
        HttpResponse<String> refused = post(INITIALIZE);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("60");

        client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + McpHttp.PATH))
                        .header(SessionCount.SESSION, ids.getFirst())
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(post(INITIALIZE).statusCode()).as("after one was ended").isEqualTo(200);
    }

    @Test
    void aForeignPageIsRefused() throws Exception {
        assertThat(post(INITIALIZE, "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aStateIsOnlyForItsCallAndItsTime() throws Exception {
        Instant now = Instant.parse("2026-11-29T12:00:00Z");
        RequestState states = new RequestState(new SecureRandom(), Clock.fixed(now, ZoneOffset.UTC));
        JsonNode params = JSON.readTree("{\"name\":\"review_migration\",\"arguments\":{\"sql\":\"SELECT 1\"}}");
        ObjectNode answers = JSON.createObjectNode().put("checklist", "yes");
        String state = states.sign("tools/call", params, answers);
        assertThat(states.open(state, "tools/call", params)).isEqualTo(answers);

        JsonNode other = JSON.readTree("{\"name\":\"review_migration\",\"arguments\":{\"sql\":\"DROP TABLE t\"}}");
        List<Runnable> attempts = new ArrayList<>(List.of(
                () -> states.open(state, "prompts/get", params),
                () -> states.open(state, "tools/call", other),
                () -> states.open("", "tools/call", params),
                () -> states.open("a.b.c", "tools/call", params),
                () -> new RequestState(new SecureRandom(), Clock.fixed(now, ZoneOffset.UTC))
                        .open(state, "tools/call", params)));
        for (int i = 0; i < state.length(); i += 7) {
            String changed = state.substring(0, i) + (state.charAt(i) == 'x' ? 'y' : 'x') + state.substring(i + 1);
            attempts.add(() -> states.open(changed, "tools/call", params));
        }
        assertThat(attempts)
                .allSatisfy(attempt -> assertThatThrownBy(attempt::run)
                        .isInstanceOf(RpcFailure.class)
                        .hasMessage("invalid requestState"));
    }

    @Test
    void aStateEnds() throws Exception {
        Instant now = Instant.parse("2026-11-29T12:00:00Z");
        SecureRandom same = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                java.util.Arrays.fill(bytes, (byte) 7);
            }
        };
        JsonNode params = JSON.readTree("{\"name\":\"a\"}");
        String state = new RequestState(same, Clock.fixed(now, ZoneOffset.UTC))
                .sign("tools/call", params, JSON.createObjectNode());
        RequestState later = new RequestState(same, Clock.fixed(now.plus(Duration.ofMinutes(6)), ZoneOffset.UTC));
        assertThatThrownBy(() -> later.open(state, "tools/call", params)).hasMessage("invalid requestState");
    }
}
