package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.lockkeeper.app.http.HttpSettings;
import dev.lockkeeper.app.service.ReviewLimits;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.gate.Gate;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP server, and drafting against a scripted endpoint that speaks the OpenAI wire format. */
class ServersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            request.setHeader("Content-Type", "application/json");
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void reviewsOverHttp() throws Exception {
        Gate.DryRuns none = (request, version, progress) -> new DryRunOutcome.Skipped("not in this test");
        try (dev.lockkeeper.app.http.HttpServer server = new dev.lockkeeper.app.http.HttpServer(
                        Services.shop(folder, none, ReviewLimits.DEFAULTS), HttpSettings.loopback(0))
                .start()) {
            String base = "http://127.0.0.1:" + server.port();
            assertThat(send(HttpRequest.newBuilder(URI.create(base + "/healthz")))
                            .body())
                    .contains("ok");
            HttpResponse<String> created = send(HttpRequest.newBuilder(URI.create(base + "/api/v1/reviews"))
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"sql\": \"CREATE INDEX i ON orders (customer_id)\"}")));
            assertThat(created.statusCode()).isEqualTo(201);
            JsonNode review = JSON.readTree(created.body());
            assertThat(review.path("verdict").asText()).isEqualTo("needs_decision");
            String id = review.path("review_id").asText();
            assertThat(JSON.readTree(send(HttpRequest.newBuilder(URI.create(base + "/api/v1/reviews/" + id)))
                                    .body())
                            .path("review_id")
                            .asText())
                    .isEqualTo(id);
            HttpResponse<String> page = send(HttpRequest.newBuilder(URI.create(base + "/reviews/" + id)));
            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));
            assertThat(page.body()).startsWith("<!doctype html>").doesNotContain("<script");
            assertThat(send(HttpRequest.newBuilder(URI.create(base + "/api/v1/reviews/none")))
                            .statusCode())
                    .isEqualTo(404);
            assertThat(send(HttpRequest.newBuilder(URI.create(base + "/api/v1/reviews"))
                                    .POST(HttpRequest.BodyPublishers.ofString("{")))
                            .statusCode())
                    .isEqualTo(400);
            assertThat(send(HttpRequest.newBuilder(URI.create(base + "/api/v1/reviews"))
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"sql\": \"SELECT 1\", \"approve\": \"yes\"}")))
                            .statusCode())
                    .isEqualTo(400);
            assertThat(send(HttpRequest.newBuilder(URI.create(base + "/api/v1/reviews"))
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"sql\": \"SELECT 1\", \"shadow\": \"clone=postgres://prod/shop\"}")))
                            .statusCode())
                    .as("only the operator chooses where a dry run runs")
                    .isEqualTo(400);
            assertThat(send(HttpRequest.newBuilder(URI.create(base + "/api/v1/reviews"))
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "{\"sql\": \"SELECT 1\", \"framework\": \"flyway\", \"number\": \"../7\"}")))
                            .body())
                    .contains("--number takes digits");
            assertThat(send(HttpRequest.newBuilder(URI.create(base + "/healthz"))
                                    .header("Origin", "https://evil.example"))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aDraftIsJudgedAndSentBackOnce() throws Exception {
        List<String> requests = Collections.synchronizedList(new ArrayList<>());
        HttpServer stub = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        stub.createContext("/v1/chat/completions", exchange -> {
            requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String sql = requests.size() == 1
                    ? "ALTER TABLE orders ADD COLUMN channel text NOT NULL"
                    : "ALTER TABLE orders ADD COLUMN channel text DEFAULT 'web' NOT NULL";
            String draft = JSON.createObjectNode()
                    .put("sql", sql)
                    .put("rollback_sql", "ALTER TABLE orders DROP COLUMN channel")
                    .set("assumptions", JSON.createArrayNode().add("web is the only channel"))
                    .toString();
            byte[] answer = JSON.writeValueAsBytes(Map.of(
                    "id",
                    "x",
                    "object",
                    "chat.completion",
                    "created",
                    1,
                    "model",
                    "stub",
                    "choices",
                    List.of(Map.of(
                            "index",
                            0,
                            "finish_reason",
                            "stop",
                            "message",
                            Map.of("role", "assistant", "content", draft))),
                    "usage",
                    Map.of("prompt_tokens", 1, "completion_tokens", 1, "total_tokens", 2)));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        stub.start();
        try {
            Cli cli = new Cli(folder).with("STUB_KEY", "secret");
            String config = cli.file(
                            "l.yaml",
                            "context: {max_age: never}\nshadow: {mode: embedded}\nllm: {base_url: \"http://127.0.0.1:"
                                    + stub.getAddress().getPort() + "/v1\", model: stub, key_variable: STUB_KEY}\n")
                    .toString();
            Cli.Result result = cli.run(
                    "draft",
                    "--config",
                    config,
                    "--context",
                    Cli.SHOP.resolve("context.json").toString(),
                    "--out",
                    folder.resolve("d").toString(),
                    "add the sales channel to orders");
            assertThat(result.err()).isEmpty();
            assertThat(requests).hasSize(2);
            assertThat(requests.get(0)).contains("40.0 million rows").doesNotContain("legacy_code, sum(total)");
            assertThat(requests.get(1)).contains("23502");
            assertThat(result.out())
                    .contains("Drafted in 2 round(s)")
                    .contains("APPROVED")
                    .contains("web is the only channel");
            assertThat(result.code()).isZero();
        } finally {
            stub.stop(0);
        }
    }

    @Test
    void aModelThatCannotBeReachedIsNoErrorOfOurs() throws Exception {
        Cli cli = new Cli(folder).with("STUB_KEY", "secret");
        String config = cli.file(
                        "l.yaml",
                        "context: {max_age: never}\nllm: {base_url: \"http://127.0.0.1:1/v1\", model: stub, key_variable: STUB_KEY}\n")
                .toString();
        Cli.Result result = cli.run(
                "draft",
                "--config",
                config,
                "--context",
                Cli.SHOP.resolve("context.json").toString(),
                "--out",
                folder.resolve("d").toString(),
                "index orders");
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .contains("the model cannot be reached", "llm.base_url")
                .doesNotContain("Lockkeeper's own", "Exception", "secret");
        assertThat(folder.resolve("d")).doesNotExist();
    }

    @Test
    void withoutAModelThePromptIsPrinted() throws Exception {
        Cli cli = new Cli(folder);
        String context = Cli.SHOP.resolve("context.json").toString();
        assertThat(cli.run("draft", "--context", context, "--prompt-only", "index orders by customer")
                        .out())
                .contains("index orders by customer")
                .contains("PostgreSQL version")
                .contains("40.0 million rows");
        assertThat(cli.run(
                                "draft",
                                "--context",
                                context,
                                "--out",
                                folder.resolve("d").toString(),
                                "index orders")
                        .code())
                .isEqualTo(2);
    }
}
