package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockkeeper.app.http.HttpServer;
import dev.lockkeeper.app.http.HttpSettings;
import dev.lockkeeper.app.service.ReviewLimits;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.gate.Gate;
import dev.lockkeeper.gate.GateException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reviews over HTTP while they run: waited for, polled, followed, repeated, cancelled and left. */
@Timeout(120)
class HttpReviewsTest {
    private static final String INDEX = "{\"sql\": \"CREATE INDEX i ON orders (customer_id)\"}";

    @TempDir
    private Path folder;

    /** Dry runs begin, wait for a permit, and tell when they are interrupted. */
    private final Semaphore begun = new Semaphore(0);

    private final Semaphore permits = new Semaphore(0);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final Gate.DryRuns held = (request, version, progress) -> {
        progress.report("held by the test", 0.5);
        begun.release();
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            interrupted.countDown();
            Thread.currentThread().interrupt();
        }
        return new DryRunOutcome.Skipped("not in this test");
    };
    private Service service;
    private HttpServer server;
    private ApiClient http;

    @BeforeEach
    void start() throws Exception {
        service = Services.shop(folder, held, new ReviewLimits(2, 256, 200, Duration.ofMinutes(10)));
        server = new HttpServer(service, HttpSettings.loopback(0)).start();
        http = new ApiClient(server.port(), new OpenApi());
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @Test
    void whoDoesNotWaitAsksForTheResult() throws Exception {
        ApiClient.Answer asked = http.post("/api/v1/reviews", INDEX, "Prefer", "respond-async");
        assertThat(asked.status()).isEqualTo(202);
        assertThat(asked.header("Preference-Applied")).isEqualTo("respond-async");
        assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        String location = asked.header("Location");
        JsonNode state = http.get(location).json();
        assertThat(state.path("state").asText()).isEqualTo("running");
        assertThat(state.path("stage").asText()).isEqualTo("held by the test");
        assertThat(state.path("fraction").asDouble()).isEqualTo(0.5);
        assertThat(http.post("/api/v1/reviews", INDEX, "Prefer", "wait=1").status())
                .isEqualTo(202);
        assertThat(http.get(location + "/files/01_expand.sql").status()).isEqualTo(409);
        permits.release();
        ApiClient.Answer finished = http.post("/api/v1/reviews", INDEX);
        assertThat(finished.status()).isEqualTo(201);
        assertThat(finished.header("Location")).isEqualTo(location);
        assertThat(http.get(location).json().path("state").asText()).isEqualTo("finished");
        JsonNode listed = http.get("/api/v1/reviews").json().path("reviews");
        assertThat(listed).hasSize(1);
        assertThat(listed.path(0).path("verdict").asText()).isEqualTo("needs_decision");
        assertThat(listed.path(0).path("name").asText()).isEqualTo("migration.sql");
        assertThat(http.send("DELETE", location, "").status()).isEqualTo(409);
    }

    @Test
    void theSameKeyIsTheSameReview() throws Exception {
        ApiClient.Answer first =
                http.post("/api/v1/reviews", INDEX, "Idempotency-Key", "k-1", "Prefer", "respond-async");
        ApiClient.Answer again =
                http.post("/api/v1/reviews", INDEX, "Idempotency-Key", "k-1", "Prefer", "respond-async");
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        permits.release();
        assertThat(http.post("/api/v1/reviews", INDEX, "Idempotency-Key", "k-1").status())
                .isEqualTo(201);
        assertThat(http.post("/api/v1/reviews", INDEX, "Idempotency-Key", "k-1").header("Location"))
                .isEqualTo(first.header("Location"));
        assertThat(begun.availablePermits()).as("dry runs").isEqualTo(1);
        ApiClient.Answer other = http.post("/api/v1/reviews", "{\"sql\": \"SELECT 1\"}", "Idempotency-Key", "k-1");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().path("type").asText()).isEqualTo("urn:lockkeeper:problem:idempotency-key-reused");
        assertThat(http.post("/api/v1/reviews", INDEX, "Idempotency-Key", "no spaces")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aFailedReviewIsBegunAgainUnderItsKey() throws Exception {
        ApiClient.Answer first = http.post("/api/v1/reviews", INDEX, "Idempotency-Key", "k", "Prefer", "respond-async");
        assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        assertThat(http.send("DELETE", first.header("Location"), "").status()).isEqualTo(204);
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        permits.release();
        assertThat(http.post("/api/v1/reviews", INDEX, "Idempotency-Key", "k").status())
                .isEqualTo(201);
    }

    @Test
    void moreThanMayWaitIsRefusedWithATime() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(http.post("/api/v1/reviews", numbered(i), "Prefer", "respond-async")
                            .status())
                    .isEqualTo(202);
            assertThat(i > 0 || begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        }
        ApiClient.Answer refused = http.post("/api/v1/reviews", numbered(3), "Prefer", "respond-async");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        ApiClient.Answer ready = http.get("/readyz");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.json().path("detail").asText()).contains("queue");
        permits.release(3);
    }

    @Test
    void cancellingEndsTheDryRunForAllWhoWait() throws Exception {
        String location =
                http.post("/api/v1/reviews", INDEX, "Prefer", "respond-async").header("Location");
        assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        Thread canceller = Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(500);
                http.send("DELETE", location, "");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        ApiClient.Answer waited = http.post("/api/v1/reviews", INDEX);
        canceller.join();
        assertThat(waited.status()).isEqualTo(503);
        assertThat(waited.json().path("title").asText()).contains("cancelled");
        assertThat(waited.json().path("review_id").asText()).isNotEmpty();
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(http.get(location).json().path("state").asText()).isEqualTo("failed");
    }

    @Test
    void aClientThatLeavesEndsItsDryRun() throws Exception {
        try (Socket socket = http.open()) {
            socket.getOutputStream().write(request(INDEX));
            assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(interrupted.await(20, TimeUnit.SECONDS))
                .as("the dry run ends when its client is gone")
                .isTrue();
    }

    @Test
    void aClientThatLeavesDisturbsNobodyElse() throws Exception {
        Socket leaver = http.open();
        leaver.getOutputStream().write(request(INDEX));
        assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        String location =
                http.post("/api/v1/reviews", INDEX, "Prefer", "respond-async").header("Location");
        leaver.close();
        assertThat(interrupted.await(2, TimeUnit.SECONDS)).isFalse();
        permits.release();
        assertThat(http.post("/api/v1/reviews", INDEX).header("Location")).isEqualTo(location);
    }

    @Test
    void aRequestSentAheadDoesNotLookLikeLeaving() throws Exception {
        try (Socket socket = http.open()) {
            socket.getOutputStream().write(request(INDEX));
            assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            socket.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            Thread.sleep(1_000);
            permits.release();
            String answer = OpenApi.utf8(socket.getInputStream().readAllBytes());
            assertThat(answer).startsWith("HTTP/1.1 201").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void eventsBeginWithWhatIsAndEndWithTheEnd() throws Exception {
        String location =
                http.post("/api/v1/reviews", INDEX, "Prefer", "respond-async").header("Location");
        assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        try (Socket socket = http.open();
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.getOutputStream()
                    .write(("GET " + location + "/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            String line = lines.readLine();
            while (!line.startsWith("event:")) {
                line = lines.readLine();
            }
            assertThat(line).isEqualTo("event: running");
            assertThat(lines.readLine()).contains("held by the test");
            permits.release();
            String rest = String.join("\n", lines.lines().toList());
            assertThat(rest).contains("event: finished").contains("\"verdict\":\"needs_decision\"");
        }
        assertThat(http.get(location + "/events").text())
                .as("who comes late gets the end")
                .startsWith("event: finished");
    }

    @Test
    void whoWaitsIsToldThatTheServerEnds() throws Exception {
        int port = server.port();
        try (Socket socket = http.open()) {
            socket.getOutputStream().write(request(INDEX));
            assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            server.close();
            assertThat(OpenApi.utf8(socket.getInputStream().readAllBytes()))
                    .startsWith("HTTP/1.1 503")
                    .contains("the server ends");
        }
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        try (java.net.ServerSocket free = new java.net.ServerSocket(port)) {
            assertThat(free.isBound()).isTrue();
        }
    }

    /** A library that cannot be loaded is an Error and no exception: who waits must hear of it all the same. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anErrorOfItsOwnTellsNothingOfItsInside(boolean library) throws Exception {
        Service broken = Services.shop(
                folder,
                (request, version, progress) -> {
                    if (library) {
                        throw new UnsatisfiedLinkError("secret inside");
                    }
                    throw new IllegalStateException("secret inside");
                },
                ReviewLimits.DEFAULTS);
        try (HttpServer other = new HttpServer(broken, HttpSettings.loopback(0)).start();
                ApiClient client = new ApiClient(other.port(), new OpenApi())) {
            ApiClient.Answer failed = client.post("/api/v1/reviews", INDEX);
            assertThat(failed.status()).isEqualTo(503);
            assertThat(failed.text()).doesNotContain("secret").doesNotContain("Exception");
            ApiClient.Answer internal = client.get("/api/v1/drift?other_database=shop");
            assertThat(internal.status()).isEqualTo(500);
            assertThat(internal.text()).doesNotContain("Exception").doesNotContain("shadow");
        }
    }

    /** A decision beside the migration that no reviewer signed is an error of the one who put it there. */
    @Test
    void aDecisionThatNobodySignedIsNamed() throws Exception {
        Service unsigned = Services.shop(folder, held, ReviewLimits.DEFAULTS, migration -> {
            throw new GateException("anna.decision.json is not signed by anna");
        });
        try (HttpServer other = new HttpServer(unsigned, HttpSettings.loopback(0)).start();
                ApiClient client = new ApiClient(other.port(), new OpenApi())) {
            ApiClient.Answer refused = client.post("/api/v1/reviews", INDEX);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("is not signed by anna");
        }
    }

    /** Ten quick reviews of others must not push out the result of who did not wait. */
    @Test
    void aResultIsKeptUntilItIsAskedFor() throws Exception {
        Service few = Services.shop(folder, held, new ReviewLimits(2, 256, 4, Duration.ofMinutes(10)));
        permits.release(1);
        try (HttpServer other = new HttpServer(few, HttpSettings.loopback(0)).start();
                ApiClient client = new ApiClient(other.port(), new OpenApi())) {
            String location = client.post("/api/v1/reviews", INDEX, "Prefer", "respond-async")
                    .header("Location");
            assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 10; i++) {
                client.post("/api/v1/reviews", numbered(i).replace("}", ", \"dry_run\": false}"));
            }
            assertThat(client.get(location).json().path("state").asText()).isEqualTo("finished");
            assertThat(client.get("/api/v1/reviews").json().path("reviews")).hasSizeLessThanOrEqualTo(5);
        }
    }

    private static String numbered(int number) {
        return "{\"sql\": \"CREATE INDEX i" + number + " ON orders (customer_id)\"}";
    }

    private static byte[] request(String body) {
        return ("POST /api/v1/reviews HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }
}
