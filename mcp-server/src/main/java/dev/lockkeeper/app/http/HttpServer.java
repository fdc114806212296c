package dev.lockkeeper.app.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.app.service.QueueFullException;
import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewOrder;
import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.report.HtmlReport;
import dev.lockkeeper.report.JsonReport;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The HTTP server on loopback: reviews, their state, and the report page. Requests from other origins and other
 * hosts are refused, so that a web page cannot speak to it.
 */
public final class HttpServer implements AutoCloseable {
    private static final int MOST_BYTES = 2 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Set<String> KEYS = Set.of("sql", "name", "down_sql", "framework");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Service service;
    private final int wantedPort;
    private final Javalin javalin;

    public HttpServer(Service service, int port) {
        this.service = service;
        this.wantedPort = port;
        this.javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.http.maxRequestSize = MOST_BYTES;
            config.jetty.host = "127.0.0.1";
            config.routes.before(HttpServer::guard);
            config.routes.get("/healthz", context -> context.json(Map.of("status", "ok")));
            config.routes.post("/api/v1/reviews", this::create);
            config.routes.get("/api/v1/reviews/{id}", this::show);
            config.routes.get("/reviews/{id}", this::page);
        });
    }

    public HttpServer start() {
        javalin.start("127.0.0.1", wantedPort);
        return this;
    }

    public int port() {
        return javalin.port();
    }

    /** Only this machine, by its own name: a page in a browser must not reach the gate. */
    private static void guard(Context context) {
        context.header("X-Content-Type-Options", "nosniff");
        context.header("Cache-Control", "no-store");
        String host = Optional.ofNullable(context.header("Host")).orElse("").replaceFirst(":\\d+$", "");
        boolean local = host.equals("127.0.0.1") || host.equals("localhost") || host.equals("[::1]");
        if (!local
                || context.header("Origin") != null
                        && !Optional.ofNullable(context.header("Origin"))
                                .orElse("")
                                .matches("http://(127\\.0\\.0\\.1|localhost)(:\\d+)?")) {
            problem(context, 403, "only requests of this machine are served", "Call http://127.0.0.1.");
            context.skipRemainingHandlers();
        }
    }

    private static void problem(Context context, int status, String title, String detail) {
        ObjectNode problem = JSON.createObjectNode()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        context.status(status).contentType("application/problem+json").result(problem.toString());
    }

    private void create(Context context) {
        JsonNode body;
        try {
            body = JSON.readTree(context.body());
        } catch (JsonProcessingException e) {
            problem(context, 400, "the body is not JSON", "Send {\"sql\": \"ALTER TABLE …\"}.");
            return;
        }
        if (body == null
                || !body.isObject()
                || !body.path("sql").isTextual()
                || body.path("sql").asText().isBlank()) {
            problem(context, 400, "sql is missing", "Send {\"sql\": \"ALTER TABLE …\"}.");
            return;
        }
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (!KEYS.contains(field.getKey()) || !field.getValue().isTextual()) {
                problem(
                        context,
                        400,
                        "unknown or wrong field " + field.getKey(),
                        "Fields are sql, name, down_sql and framework, all of them text.");
                return;
            }
        }
        Optional<Framework> framework;
        try {
            String named = body.path("framework").asText("auto");
            framework = named.equals("auto") ? Optional.empty() : Optional.of(Framework.parse(named));
        } catch (IllegalArgumentException e) {
            problem(context, 400, "unknown framework", String.valueOf(e.getMessage()));
            return;
        }
        ReviewOrder order = new ReviewOrder(
                Optional.empty(),
                body.path("name").asText("migration.sql"),
                body.path("sql").asText(),
                Optional.of(body.path("down_sql").asText("")),
                framework,
                List.of(),
                List.of(),
                true,
                "http");
        try {
            Review review = service.reviews().submit(order);
            context.status(201).header("Location", "/api/v1/reviews/" + review.id());
            show(context, review.await(PATIENCE));
        } catch (GateException e) {
            problem(context, 400, "no such database", String.valueOf(e.getMessage()));
        } catch (QueueFullException e) {
            context.header("Retry-After", Long.toString(e.retryAfter().toSeconds()));
            problem(context, 429, "too many reviews", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem(context, 503, "the server ends", "Ask again later.");
        }
    }

    private static void show(Context context, ReviewState state) {
        switch (state) {
            case ReviewState.Finished(GateResult result) ->
                context.contentType("application/json").result(json(result));
            case ReviewState.Failed failed -> problem(context, 503, failed.reason(), failed.nextStep());
            case ReviewState.Queued queued -> running(context, state);
            case ReviewState.Running running -> running(context, state);
        }
    }

    private static void running(Context context, ReviewState state) {
        context.status(202).json(Map.of("state", state.code()));
    }

    private static String json(GateResult result) {
        ObjectNode tree = JsonReport.tree(result.report());
        ArrayNode files = tree.putArray("approved_files");
        result.approvedFiles()
                .forEach(file -> files.addObject()
                        .put("path", file.path())
                        .put("phase", file.phase())
                        .put("rollback", file.rollback())
                        .put("sql", file.text()));
        result.envelope().ifPresent(envelope -> tree.put("envelope", envelope));
        return tree.toPrettyString();
    }

    private void show(Context context) {
        find(context).ifPresent(review -> show(context, review.state()));
    }

    private void page(Context context) {
        find(context).map(Review::state).ifPresent(state -> {
            if (state instanceof ReviewState.Finished(GateResult result)) {
                context.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                        .contentType("text/html; charset=utf-8")
                        .result(HtmlReport.render(result.report()));
            } else {
                show(context, state);
            }
        });
    }

    private Optional<Review> find(Context context) {
        Optional<Review> review = service.reviews().find(context.pathParam("id"));
        if (review.isEmpty()) {
            problem(context, 404, "no such review", "It was never made here, or is forgotten.");
        }
        return review;
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
