package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.lockkeeper.app.http.Access;
import dev.lockkeeper.app.http.HttpLimits;
import dev.lockkeeper.app.http.HttpServer;
import dev.lockkeeper.app.http.HttpSettings;
import dev.lockkeeper.app.service.ReviewLimits;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.gate.Gate;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every route and every status that openapi.yaml names, really answered and held against it; and nothing else. */
@Timeout(300)
class HttpContractTest {
    private static final Path SCHEMAS = Path.of("..", "docs", "schemas");
    private static final String VERIFICATION = "{\"files\": [], \"envelope\": \"{}\"}";

    @TempDir
    private Path folder;

    private final OpenApi contract = new OpenApi();
    private final Semaphore begun = new Semaphore(0);

    HttpContractTest() throws Exception {}

    @Test
    void everyAnswerIsDescribedAndEveryDescriptionAnswered() throws Exception {
        try (HttpServer held = held()) {
            assertThat(held.routes().stream()
                            .map(route -> route.replace('<', '{').replace('>', '}')))
                    .as("routes, as openapi.yaml names them")
                    .containsExactlyInAnyOrderElementsOf(contract.operations());
            try (ApiClient api = new ApiClient(held.port(), contract)) {
                whileReviewsAreHeld(api);
                wrong(api);
            }
        }
        try (ServedShop shop = new ServedShop(folder);
                ApiClient api = new ApiClient(shop.port(), contract)) {
            really(api, shop);
        }
        Set<String> missed = new TreeSet<>(contract.named());
        missed.removeAll(contract.seen());
        assertThat(missed).as("named in openapi.yaml, and never answered here").isEmpty();
    }

    /** One review waits at most, and dry runs last until they are interrupted. */
    private HttpServer held() throws Exception {
        Gate.DryRuns forever = (request, version, progress) -> {
            begun.release();
            try {
                new Semaphore(0).acquire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new DryRunOutcome.Skipped("interrupted");
        };
        HttpLimits defaults = HttpLimits.DEFAULTS;
        return new HttpServer(
                        Services.shop(folder, forever, new ReviewLimits(1, 256, 200, Duration.ofMinutes(10))),
                        new HttpSettings(
                                "127.0.0.1",
                                0,
                                Access.LOOPBACK,
                                new HttpLimits(
                                        defaults.bodyBytes(),
                                        defaults.requests(),
                                        defaults.connections(),
                                        1,
                                        defaults.idle(),
                                        defaults.bytesPerSecond(),
                                        defaults.patience(),
                                        Duration.ofMillis(200))))
                .start();
    }

    private void whileReviewsAreHeld(ApiClient api) throws Exception {
        String first =
                api.post("/api/v1/reviews", index(0), "Prefer", "respond-async").header("Location");
        begins();
        String second =
                api.post("/api/v1/reviews", index(1), "Prefer", "respond-async").header("Location");
        String answers = "{\"answers\": [{\"id\": \"data-loss\", \"answer\": \"none\", \"source\": \"the test\"}]}";
        status(429, api.post("/api/v1/reviews", index(2)));
        status(429, api.post(first + "/answers", answers));
        status(429, api.post("/api/v1/drafts", "{\"intent\": \"index orders\"}"));
        status(429, api.get("/api/v1/drift?other_database=shop"));
        status(503, api.get("/readyz"));
        status(200, api.get(first));
        status(409, api.get(first + "/files/01_expand.sql"));
        status(409, api.get(first.replace("/api/v1", "")));
        try (Socket socket = api.open()) {
            socket.getOutputStream()
                    .write(("GET " + first + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            byte[] some = new byte[4096];
            StringBuilder text = new StringBuilder();
            while (!text.toString().contains("\n:\n")) {
                text.append(new String(some, 0, socket.getInputStream().read(some), StandardCharsets.UTF_8)
                        .replaceAll("(?m)^[0-9A-F]+\r\n", "")
                        .replace("\r\n", "\n"));
            }
            assertThat(text).as("state, then heartbeat").contains("event: running");
            status(429, api.get(first + "/events"));
        }
        status(204, api.send("DELETE", second, ""));
        status(409, api.send("DELETE", second, ""));
        status(202, api.post(first + "/answers", answers, "Prefer", "respond-async"));
        cancelledWhileSomebodyWaits(api, "/api/v1/reviews", index(0), first);
        begins();
        cancelledWhileSomebodyWaits(
                api,
                first + "/answers",
                answers,
                "/api/v1/reviews/"
                        + api.get("/api/v1/reviews")
                                .json()
                                .path("reviews")
                                .path(0)
                                .path("review_id")
                                .asText());
        oneDraftForAKey(api);
        CompletableFuture<ApiClient.Answer> drift = later(() -> api.get("/api/v1/drift?other_database=shop"));
        status(500, drift.get(60, TimeUnit.SECONDS));
        status(200, api.post("/api/v1/drafts", "{\"intent\": \"index orders\"}"));
    }

    /** The same request twice at once: one waits for its turn, the other is told so. */
    private void oneDraftForAKey(ApiClient api) throws Exception {
        String held =
                api.post("/api/v1/reviews", index(3), "Prefer", "respond-async").header("Location");
        begins();
        List<CompletableFuture<ApiClient.Answer>> both = Stream.of(1, 2)
                .map(each -> later(
                        () -> api.post("/api/v1/drafts", "{\"intent\": \"index orders\"}", "Idempotency-Key", "twice")))
                .toList();
        CompletableFuture.anyOf(both.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        status(204, api.send("DELETE", held, ""));
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<ApiClient.Answer> each : both) {
            statuses.add(each.get(60, TimeUnit.SECONDS).status());
        }
        assertThat(statuses).containsExactlyInAnyOrder(200, 409);
    }

    private void cancelledWhileSomebodyWaits(ApiClient api, String path, String body, String review) throws Exception {
        CompletableFuture<ApiClient.Answer> waits = later(() -> api.post(path, body));
        Thread.sleep(500);
        status(204, api.send("DELETE", review, ""));
        status(503, waits.get(60, TimeUnit.SECONDS));
    }

    private void wrong(ApiClient api) throws Exception {
        String large = "{\"sql\": \"" + "x".repeat(HttpLimits.DEFAULTS.bodyBytes()) + "\"}";
        String lint = index(7).replace("}", ", \"dry_run\": false}");
        String review =
                api.post("/api/v1/reviews", lint, "Idempotency-Key", "a").header("Location");
        String answers = review + "/answers";
        String answer = "{\"answers\": [{\"id\": \"a\", \"answer\": \"b\", \"source\": \"c\"}]}";
        for (String path : List.of("/api/v1/reviews", answers, "/api/v1/verifications", "/api/v1/drafts")) {
            status(400, api.post(path, "{}"));
            status(413, api.post(path, large));
            status(415, api.send("POST", path, "{}", "Content-Type", "text/plain"));
        }
        status(201, api.post(answers, answer, "Idempotency-Key", "b"));
        status(422, api.post("/api/v1/reviews", index(8), "Idempotency-Key", "a"));
        status(422, api.post(answers, answer.replace("\"c\"", "\"d\""), "Idempotency-Key", "b"));
        String none = "/api/v1/reviews/none";
        for (String path : List.of(none, none + "/events", none + "/files/a/b", "/reviews/none")) {
            status(404, api.get(path));
        }
        status(404, api.send("DELETE", none, ""));
        status(404, api.post(none + "/answers", answer));
        status(404, api.get(review + "/files/approval.dsse.json"));
        for (String path : List.of("context?database=none", "explain?subject=nothing", "drift?other_database=none")) {
            status(400, api.get("/api/v1/" + path));
        }
        status(200, api.post("/api/v1/verifications", VERIFICATION));
        for (String path : List.of("/nothing", "/api/v1", "/")) {
            status(404, api.get(path));
        }
    }

    private void really(ApiClient api, ServedShop shop) throws Exception {
        status(200, api.get("/healthz"));
        status(200, api.get("/readyz"));
        String sql = Files.readString(Cli.SHOP.resolve("migrations/create-index.sql"));
        ObjectNode body = ApiClient.JSON.createObjectNode();
        body.put("sql", sql).put("name", "create-index.sql").put("database", "shop");
        ApiClient.Answer reviewed = api.post("/api/v1/reviews", body.toString());
        status(201, reviewed);
        String review = reviewed.header("Location");
        JsonNode report = api.get(review).json();
        assertThat(report.path("verdict").asText()).isEqualTo("approved");
        asTheCommandLinePrints(report);
        ObjectNode verification = ApiClient.JSON.createObjectNode();
        ArrayNode files = verification.putArray("files");
        for (JsonNode file : report.path("approved_files")) {
            String path = file.path("path").asText();
            ApiClient.Answer bytes = api.get(review + "/files/" + path);
            status(200, bytes);
            assertThat(bytes.text()).isEqualTo(file.path("sql").asText());
            files.addObject().put("name", path).put("text", bytes.text());
        }
        assertThat(files).isNotEmpty();
        String envelope = api.get(review + "/files/approval.dsse.json").text();
        assertThat(envelope).isEqualTo(report.path("envelope").asText());
        verification.put("envelope", envelope);
        shop.trustItsKey();
        JsonNode verified =
                api.post("/api/v1/verifications", verification.toString()).json();
        assertThat(verified.path("ok").asBoolean()).as(verified.toString()).isTrue();
        assertThat(api.post("/api/v1/verifications", verification.toString().replace("CONCURRENTLY", ""))
                        .json()
                        .path("ok")
                        .asBoolean())
                .isFalse();
        assertThat(api.get(review + "/events").text()).contains("event: finished");
        assertThat(api.get(review.replace("/api/v1", "")).text()).startsWith("<!doctype html>");
        status(200, api.get("/api/v1/reviews"));
        assertThat(api.get("/api/v1/context?database=shop&tables=orders&intent=index+orders")
                        .text())
                .contains("40.0 million rows");
        assertThat(api.get("/api/v1/explain?database=shop&subject=set-not-null-scans-table")
                        .text())
                .contains("NOT NULL");
        assertThat(api.get("/api/v1/explain?database=shop&subject=DROP+TABLE+orders")
                        .text())
                .contains("ACCESS EXCLUSIVE");
        ApiClient.Answer drift = api.get("/api/v1/drift?database=shop&other_database=staging");
        status(200, drift);
        valid("drift.schema.json", drift.text());
        assertThat(drift.json().path("differences")).isNotEmpty();
        String channel = "{\"intent\": \"add a channel\", \"database\": \"shop\"}";
        ApiClient.Answer drafted = api.post("/api/v1/drafts", channel, "Idempotency-Key", "channel");
        status(201, drafted);
        status(200, api.get(drafted.header("Location")));
        ApiClient.Answer asked = api.post("/api/v1/drafts", "{\"intent\": \"add a flavour\", \"database\": \"shop\"}");
        status(200, asked);
        assertThat(asked.json().path("questions").path(0).asText()).isEqualTo("Which flavours are there?");
        status(400, api.post("/api/v1/drafts", "{\"intent\": \"x\", \"answers\": \"y\", \"database\": \"shop\"}"));
        shop.theModelFails();
        ApiClient.Answer again = api.post("/api/v1/drafts", channel, "Idempotency-Key", "channel");
        status(201, again);
        assertThat(again.header("Location")).isEqualTo(drafted.header("Location"));
        status(422, api.post("/api/v1/drafts", channel.replace("channel", "colour"), "Idempotency-Key", "channel"));
        status(503, api.post("/api/v1/drafts", "{\"intent\": \"add a colour\", \"database\": \"shop\"}"));
        assertThat(api.get("/api/v1/openapi.yaml").text()).startsWith("openapi: 3.1.0");
        assertThat(api.get("/metrics").text())
                .contains("lockkeeper_reviews_total{verdict=\"approved\"} ")
                .contains("lockkeeper_review_stage_seconds_count{stage=\"lint\"}")
                .contains("lockkeeper_reviews_waiting 0")
                .contains("route=\"/api/v1/reviews/{id}\",status=\"200\"")
                .doesNotContain(review.substring(review.lastIndexOf('/') + 1));
    }

    /** But for the last three members it is what `review --format json` prints. */
    private static void asTheCommandLinePrints(JsonNode report) throws Exception {
        ObjectNode document = ApiClient.JSON.createObjectNode().put("schema_version", 1);
        ObjectNode only = report.deepCopy();
        only.remove(List.of("state", "approved_files", "envelope"));
        document.putArray("reviews").add(only);
        valid("review.schema.json", document.toString());
    }

    private static void valid(String schema, String json) throws Exception {
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(SCHEMAS.resolve(schema)))
                        .validate(json, InputFormat.JSON)
                        .stream()
                        .map(Error::toString)
                        .collect(Collectors.toList()))
                .isEmpty();
    }

    private void begins() throws InterruptedException {
        assertThat(begun.tryAcquire(30, TimeUnit.SECONDS))
                .as("a dry run begins")
                .isTrue();
    }

    private static CompletableFuture<ApiClient.Answer> later(java.util.concurrent.Callable<ApiClient.Answer> call) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return call.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void status(int status, ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }

    private static String index(int number) {
        return "{\"sql\": \"CREATE INDEX i" + number + " ON orders (customer_id)\"}";
    }
}
