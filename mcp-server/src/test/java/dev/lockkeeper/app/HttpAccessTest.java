package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.app.http.Access;
import dev.lockkeeper.app.http.HttpLimits;
import dev.lockkeeper.app.http.HttpServer;
import dev.lockkeeper.app.http.HttpSettings;
import dev.lockkeeper.app.http.Tokens;
import dev.lockkeeper.app.service.ReviewLimits;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.gate.Gate;
import dev.lockkeeper.gate.GateConfig;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and what a server bears. */
@Timeout(120)
class HttpAccessTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final Gate.DryRuns NONE = (request, version, progress) -> new DryRunOutcome.Skipped("not here");

    @TempDir
    private Path folder;

    private HttpServer server(Access access, HttpLimits limits) throws Exception {
        return new HttpServer(
                        Services.shop(folder, NONE, ReviewLimits.DEFAULTS),
                        new HttpSettings("127.0.0.1", 0, access, limits),
                        Map.of("/beside", new Beside()))
                .start();
    }

    /** What is mounted beside the API. */
    private static final class Beside extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getOutputStream().print("beside");
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getOutputStream().print("read " + request.getInputStream().readAllBytes().length);
        }
    }

    private Tokens tokens() throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), TOKEN + "\n" + TOKEN.replace('0', 'x') + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Tokens.read(file);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/reviews, Host: evil.example, 403",
        "/beside, Host: evil.example, 403",
        "/api/v1/reviews, Host: 127.0.0.1.evil.example, 403",
        "/api/v1/reviews, Host: localhost.:PORT, 403",
        "/api/v1/reviews, Host: LOCALHOST:PORT, 200",
        "/api/v1/reviews, Host: [::1]:PORT, 200",
        "/beside, Host: localhost, 200",
        "http://evil.example/api/v1/reviews, Host: evil.example, 403",
        "http://evil.example/api/v1/reviews, Host: localhost, 400",
        "/api/v1/reviews, Host: localhost:PORT|Origin: http://localhost:PORT, 200",
        "/api/v1/reviews, Host: localhost:PORT|Origin: http://127.0.0.1:PORT, 200",
        "/api/v1/reviews, Host: localhost:PORT|Origin: http://localhost:1, 403",
        "/api/v1/reviews, Host: localhost:PORT|Origin: http://evil.example, 403",
        "/api/v1/reviews, Host: localhost:PORT|Origin: null, 403",
        "/beside, Host: localhost:PORT|Origin: http://evil.example:PORT, 403",
        "/api/v1/reviews, Host: localhost:PORT|Origin: ftp://localhost:PORT, 403",
        "/api/v1/reviews, Host: localhost|Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: no-cors, 403",
        "/api/v1/reviews, Host: localhost|Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate, 200",
        "/api/v1/reviews, Host: localhost|Host: evil.example, 400",
        "/api/v1/reviews, X-Nothing: x, 400",
    })
    void onlyClientsThatCallItByItsName(String target, String headers, int status) throws Exception {
        try (HttpServer server = server(Access.LOOPBACK, HttpLimits.DEFAULTS);
                ApiClient http = new ApiClient(server.port(), new OpenApi())) {
            String answer = http.raw("GET " + target + " HTTP/1.1\r\n"
                    + headers.replace("PORT", Integer.toString(server.port())).replace("|", "\r\n")
                    + "\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 " + status);
            if (status != 200) {
                assertThat(answer).contains("application/problem+json").contains("\"status\":" + status);
            } else {
                assertThat(answer).contains("nosniff").contains("no-store").doesNotContain("Server:");
            }
        }
    }

    @Test
    void aTokenOpensWhereTokensAreWanted() throws Exception {
        try (HttpServer server = server(Access.LOOPBACK.with(tokens()), HttpLimits.DEFAULTS);
                ApiClient http = new ApiClient(server.port(), new OpenApi())) {
            for (String path : List.of("/api/v1/reviews", "/metrics", "/readyz", "/beside", "/nothing")) {
                ApiClient.Answer refused = http.get(path);
                assertThat(refused.status()).as(path).isEqualTo(401);
                assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
            }
            for (String wrong : List.of("Bearer x", "Bearer " + TOKEN + "0", "Basic " + TOKEN, TOKEN, "Bearer")) {
                assertThat(http.get("/api/v1/reviews", "Authorization", wrong).status())
                        .as(wrong)
                        .isEqualTo(401);
            }
            assertThat(http.get("/healthz").status()).isEqualTo(200);
            assertThat(http.get("/api/v1/reviews", "Authorization", "Bearer " + TOKEN)
                            .status())
                    .isEqualTo(200);
            assertThat(http.get("/api/v1/reviews", "Authorization", "bearer " + TOKEN.replace('0', 'x'))
                            .status())
                    .isEqualTo(200);
            String sql = "{\"sql\": \"SELECT 1\", \"dry_run\": false}";
            assertThat(http.post("/api/v1/reviews", sql, "Idempotency-Key", "k", "Authorization", "Bearer " + TOKEN)
                            .status())
                    .isEqualTo(201);
            assertThat(http.post(
                                    "/api/v1/reviews",
                                    sql.replace("1", "2"),
                                    "Idempotency-Key",
                                    "k",
                                    "Authorization",
                                    "Bearer " + TOKEN.replace('0', 'x'))
                            .status())
                    .as("keys belong to a client")
                    .isEqualTo(201);
        }
    }

    /** Whoever holds a token is an agent: what a reviewer signs comes in here by no route and in no field. */
    @Test
    void aTokenNeverDecides() throws Exception {
        try (HttpServer server = server(Access.LOOPBACK.with(tokens()), HttpLimits.DEFAULTS);
                ApiClient http = new ApiClient(server.port(), new OpenApi())) {
            String[] token = {"Authorization", "Bearer " + TOKEN};
            String sql = "{\"sql\": \"ALTER TABLE orders DROP COLUMN quantity\", \"dry_run\": false";
            for (String field : List.of("decisions", "decided_by", "reviewer", "requester", "role", "approved")) {
                ApiClient.Answer refused =
                        http.post("/api/v1/reviews", sql + ", \"" + field + "\": \"dba@example.com\"}", token);
                assertThat(refused.status()).as(field).isEqualTo(400);
                assertThat(refused.text()).contains(field);
            }
            ApiClient.Answer asked = http.post("/api/v1/reviews", sql + "}", token);
            assertThat(asked.json().path("verdict").asText()).isEqualTo("needs_decision");
            String review = asked.header("Location");
            for (String route : List.of("/decisions", "/approval", "/override", "/approve")) {
                assertThat(http.post(review + route, "{}", token).status())
                        .as(route)
                        .isEqualTo(404);
            }
            String everyItem =
                    "{\"answers\": [{\"id\": \"data-loss\", \"answer\": \"accepted\", \"source\": \"dba\"}]}";
            assertThat(http.post(review + "/answers", everyItem, token)
                            .json()
                            .path("verdict")
                            .asText())
                    .as("an answer is no decision")
                    .isEqualTo("needs_decision");
        }
    }

    @Test
    void aBadTokenFileIsRefused() throws Exception {
        Path file = folder.resolve("bad");
        Files.writeString(file, "short\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> Tokens.read(file))
                .hasMessageContaining("token 1")
                .hasMessageContaining("openssl");
        Files.writeString(file, TOKEN.replace('0', ' ') + "\n");
        assertThatThrownBy(() -> Tokens.read(file)).hasMessageContaining("token 1");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> Tokens.read(file)).hasMessageContaining("no token");
        Files.writeString(file, TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Tokens.read(file)).hasMessageContaining("chmod");
        assertThatThrownBy(() -> Tokens.read(folder.resolve("none"))).hasMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--host 0.0.0.0",
                "--host 0.0.0.0 --token-file TOKENS",
                "--host 192.0.2.1 --allow-host gate.example",
                "--host no.such.name.invalid",
                "--token-file none",
            })
    void beyondLoopbackNeedsTokensAndNames(String options) throws Exception {
        tokens();
        String[] words = ("serve --port 0 --context " + Cli.SHOP.resolve("context.json") + " "
                        + options.replace("TOKENS", folder.resolve("tokens").toString()))
                .split(" ");
        Cli.Result result = new Cli(folder).run(words);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith("lockkeeper: ").contains("--");
    }

    @Test
    void whatIsTooLargeIsNotRead() throws Exception {
        try (HttpServer server = server(Access.LOOPBACK, HttpLimits.DEFAULTS);
                ApiClient http = new ApiClient(server.port(), new OpenApi())) {
            String large = "{\"sql\": \"" + "x".repeat(4 * HttpLimits.DEFAULTS.bodyBytes()) + "\"}";
            for (int i = 0; i < 10; i++) {
                assertThat(http.post("/api/v1/reviews", large).status())
                        .as("the answer, not a reset connection")
                        .isEqualTo(413);
            }
            String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
            for (Map.Entry<String, Integer> much :
                    Map.of("/api/v1/reviews", 80, "/beside", 160).entrySet()) {
                String answer = http.raw("POST " + much.getKey() + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        + chunk.repeat(much.getValue()) + "0\r\n\r\n");
                assertThat(answer).as(much.getKey()).startsWith("HTTP/1.1 413").contains("application/problem+json");
            }
            assertThat(http.raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(20_000) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431")
                    .contains("application/problem+json");
        }
    }

    @Test
    void whatIsWrongIsNamed() throws Exception {
        try (HttpServer server = server(Access.LOOPBACK, HttpLimits.DEFAULTS);
                ApiClient http = new ApiClient(server.port(), new OpenApi())) {
            Map<String, String> wrong = Map.ofEntries(
                    Map.entry("{\"sql\": 1}", "sql"),
                    Map.entry("{}", "sql"),
                    Map.entry("{\"sql\": null}", "sql"),
                    Map.entry("{\"sql\": \"SELECT 1\", \"dryrun\": false}", "dryrun"),
                    Map.entry("{\"sql\": \"SELECT 1\", \"dry_run\": \"no\"}", "dry_run"),
                    Map.entry("{\"sql\": \"SELECT 1\", \"framework\": \"ant\"}", "framework"),
                    Map.entry("{\"sql\": \"SELECT 1\", \"earlier\": {}}", "earlier"),
                    Map.entry("{\"sql\": \"SELECT 1\", \"earlier\": [{\"name\": \"a\"}]}", "earlier[0].sql"),
                    Map.entry(
                            "{\"sql\": \"SELECT 1\", \"earlier\": [{\"name\": \"a\", \"sql\": \"\", \"x\": 1}]}",
                            "earlier[0].x"),
                    Map.entry("{\"sql\": \"SELECT 1\", \"checklist_answers\": [1]}", "checklist_answers[0].id"));
            for (Map.Entry<String, String> each : wrong.entrySet()) {
                ApiClient.Answer answer = http.post("/api/v1/reviews", each.getKey());
                assertThat(answer.status()).as(each.getKey()).isEqualTo(400);
                assertThat(answer.json().path("field").asText())
                        .as(each.getKey())
                        .isEqualTo(each.getValue());
            }
            for (String malformed :
                    List.of("{", "[]", "1", "{\"sql\": \"a\", \"sql\": \"b\"}", "{\"sql\": \"a\"} x", "\"sql\"")) {
                ApiClient.Answer answer = http.post("/api/v1/reviews", malformed);
                assertThat(answer.status()).as(malformed).isEqualTo(400);
                assertThat(answer.text()).doesNotContain("Exception").doesNotContain("Source");
            }
            assertThat(http.post("/api/v1/reviews", "[".repeat(5_000)).status()).isEqualTo(400);
            String deep = "(".repeat(200_000);
            for (String body : List.of(
                    "{\"dry_run\": false, \"sql\": \"SELECT " + deep + "\"}",
                    "{\"dry_run\": false, \"sql\": \"SELECT 1\", \"earlier\": [{\"name\": \"a\", \"sql\": \"SELECT "
                            + deep + "1" + deep.replace('(', ')') + "\"}]}")) {
                assertThat(http.post("/api/v1/reviews", body)
                                .json()
                                .path("verdict")
                                .asText())
                        .isNotEqualTo("approved");
            }
            assertThat(http.get("/api/v1/explain?subject=SELECT" + "(".repeat(5_000))
                            .status())
                    .isEqualTo(400);
            assertThat(http.send("POST", "/api/v1/reviews", "{\"sql\": \"SELECT 1\"}", "Content-Type", "text/plain")
                            .status())
                    .isEqualTo(415);
            assertThat(http.send("POST", "/api/v1/reviews", "{\"sql\": \"SELECT 1\"}")
                            .status())
                    .isEqualTo(415);
            assertThat(http.post("/api/v1/reviews", "{\"sql\": \"SELECT 1\", \"database\": \"none\"}")
                            .json()
                            .path("detail")
                            .asText())
                    .contains("shop");
            ApiClient.Answer method = http.send("PUT", "/api/v1/reviews", "");
            assertThat(method.status()).isEqualTo(405);
            assertThat(method.header("Allow")).contains("GET").contains("POST");
            for (String path :
                    List.of("/nothing", "/api/v1/reviews/none", "/reviews/none", "/api/v1/../../etc/passwd")) {
                assertThat(http.get(path).status()).as(path).isEqualTo(404);
            }
            for (String query : List.of(
                    "/api/v1/context?database=none",
                    "/api/v1/explain",
                    "/api/v1/explain?subject=no+such",
                    "/api/v1/explain?subject=a&subject=b",
                    "/api/v1/context?table=orders")) {
                assertThat(http.get(query).status()).as(query).isEqualTo(400);
            }
        }
    }

    @Test
    void slowRequestsAndCrowdsAreBounded() throws Exception {
        HttpLimits tight = new HttpLimits(
                1 << 16, 2, 100, 1, Duration.ofSeconds(2), 1_000, Duration.ofMillis(300), Duration.ofSeconds(1));
        try (HttpServer server = server(Access.LOOPBACK, tight);
                ApiClient http = new ApiClient(server.port(), new OpenApi())) {
            assertThat(http.raw("GET /healthz HTTP/1.1\r\nHost: local"))
                    .as("a head that stops")
                    .doesNotContain(" 200 ");
            long start = System.nanoTime();
            try (Socket socket = http.open()) {
                socket.getOutputStream().write("GET /healthz HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));
                assertThat(dripped(socket)).as("a head in drops").doesNotContain(" 200 ");
            }
            try (Socket socket = http.open()) {
                socket.getOutputStream().write(head(60_000));
                String answer = dripped(socket);
                assertThat(answer).startsWith("HTTP/1.1 408").contains("application/problem+json");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            try (Socket first = http.open();
                    Socket second = http.open()) {
                first.getOutputStream().write(head(60_000));
                second.getOutputStream().write(head(60_000));
                Thread.sleep(500);
                ApiClient.Answer refused = http.get("/api/v1/reviews");
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.header("Retry-After")).isNotEmpty();
                assertThat(http.get("/healthz").status())
                        .as("alive all the same")
                        .isEqualTo(200);
            }
        }
    }

    /** What the server says to a byte every half second, for a minute at most, until it closes the connection. */
    private static String dripped(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        Thread drip = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < 120; i++) {
                    out.write('x');
                    Thread.sleep(500);
                }
            } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return OpenApi.utf8(socket.getInputStream().readAllBytes());
        } catch (SocketException reset) {
            return "reset";
        } finally {
            drip.interrupt();
        }
    }

    @Test
    void notReadyNamesTheDatabaseAndWhy() throws Exception {
        Path context = folder.resolve("context.json");
        Path schema = folder.resolve("schema.sql");
        Files.copy(Cli.SHOP.resolve("context.json"), context);
        Files.copy(Cli.SHOP.resolve("schema.sql"), schema);
        Service shop = Services.shop(folder, NONE, ReviewLimits.DEFAULTS, context, GateConfig.DEFAULTS);
        try (HttpServer server = new HttpServer(shop, HttpSettings.loopback(0)).start();
                ApiClient http = new ApiClient(server.port(), new OpenApi())) {
            ApiClient.Answer old = http.get("/readyz");
            assertThat(old.status()).isEqualTo(503);
            assertThat(old.json().path("detail").asText())
                    .startsWith("shop: the context is ")
                    .contains("the limit is");
            Files.delete(context);
            ApiClient.Answer gone = http.get("/readyz");
            assertThat(gone.status()).isEqualTo(503);
            assertThat(gone.json().path("detail").asText()).contains("shop").contains("context.json");
            assertThat(http.post("/api/v1/reviews", "{\"sql\": \"SELECT 1\"}").status())
                    .as("not the client's fault")
                    .isEqualTo(503);
            Files.copy(Cli.SHOP.resolve("context.json"), context);
            assertThat(http.post("/api/v1/reviews", "{\"sql\": \"SELECT 1\"}").status())
                    .isEqualTo(201);
        }
    }

    private static byte[] head(int length) {
        return ("POST /api/v1/reviews HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + length + "\r\nConnection: close\r\n\r\n{")
                .getBytes(StandardCharsets.UTF_8);
    }
}
