package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockkeeper.app.http.HttpSettings;
import dev.lockkeeper.app.service.ReviewLimits;
import dev.lockkeeper.draft.ModelStub;
import dev.lockkeeper.draft.Provider;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.gate.Gate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
        try (ModelStub stub = new ModelStub((number, request) -> number == 1
                ? ModelStub.draft("ALTER TABLE orders ADD COLUMN channel text NOT NULL", "")
                : ModelStub.draft(
                        "ALTER TABLE orders ADD COLUMN channel text DEFAULT 'web' NOT NULL",
                        "ALTER TABLE orders DROP COLUMN channel",
                        "web is the only channel"))) {
            Cli cli = new Cli(folder).with("STUB_KEY", "secret");
            String config = cli.file(
                            "l.yaml",
                            "context: {max_age: never}\nshadow: {mode: embedded}\nllm: {base_url: \""
                                    + stub.base(Provider.OPENAI) + "\", model: stub, key_variable: STUB_KEY}\n")
                    .toString();
            Cli.Result result = cli.run(
                    "draft",
                    "--config",
                    config,
                    "--context",
                    Cli.SHOP.resolve("context.json").toString(),
                    "--out",
                    folder.resolve("d").toString(),
                    "add the sales channel to orders, default web");
            assertThat(result.err()).isEmpty();
            assertThat(stub.requests()).hasSize(2);
            assertThat(stub.requests())
                    .allSatisfy(request -> assertThat(request.words())
                            .contains("40.0 million rows")
                            .doesNotContain("legacy_code, sum(total)"));
            assertThat(stub.requests().get(1).words()).contains("23502");
            assertThat(result.out())
                    .contains("2 rounds, 2 calls, 200 tokens in, 40 out")
                    .contains("statements written by: ")
                    .contains("APPROVED")
                    .contains("web is the only channel");
            assertThat(result.code()).isZero();
            assertThat(cli.run("audit", "verify").out()).contains("intact, 4 entries");
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
                .contains("cannot be reached", "llm.base_url")
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
                .isEqualTo(3);
    }
}
