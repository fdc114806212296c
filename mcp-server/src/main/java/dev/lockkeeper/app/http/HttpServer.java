package dev.lockkeeper.app.http;

import dev.lockkeeper.app.service.Service;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinException;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The gate over HTTP: {@code /api/v1} as its openapi.yaml describes it, health, metrics and report pages. */
public final class HttpServer implements AutoCloseable {
    private final Service service;
    private final HttpSettings settings;
    private final Guard guard;
    private final Javalin javalin;
    private final List<String> routes = new ArrayList<>();

    public HttpServer(Service service, HttpSettings settings) {
        this(service, settings, Map.of());
    }

    /** {@code servlets} by path are served beside the API, behind the same guard and limits. */
    public HttpServer(Service service, HttpSettings settings, Map<String, Servlet> servlets) {
        this.service = service;
        this.settings = settings;
        this.guard = new Guard(settings.access());
        Metrics metrics = new Metrics(service.reviews());
        JettySetup jetty = new JettySetup(settings, guard, servlets, metrics);
        this.javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.http.prefer405over404 = true;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            jetty.apply(config.jetty);
            Problems.add(config.routes);
            declare(config, metrics);
        });
    }

    private void declare(JavalinConfig config, Metrics metrics) {
        Routing routing = new Routing(config.routes);
        Databases databases = new Databases(service.judge().databases());
        Bodies bodies = new Bodies(settings.limits());
        new ReviewRoutes(service.reviews(), databases, bodies).add(routing, new ReviewEvents(settings.limits()));
        new ToolRoutes(service, databases, bodies).add(routing);
        new DraftRoutes(service, databases, bodies).add(routing);
        new HealthRoutes(service).add(routing);
        metrics.add(routing);
        byte[] description = description();
        routing.get(
                "/api/v1/openapi.yaml",
                context -> context.contentType("application/yaml").result(description));
        routes.addAll(routing.names());
    }

    private static byte[] description() {
        try (InputStream in = HttpServer.class.getResourceAsStream("/dev/lockkeeper/app/http/openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is packed with the server");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public HttpServer start() {
        javalin.start(settings.host(), settings.port());
        return this;
    }

    public int port() {
        return javalin.port();
    }

    /** {@code METHOD path} of each route, as openapi.yaml must name them. */
    public List<String> routes() {
        return List.copyOf(routes);
    }

    /** Takes on nothing more, ends what waits and what runs, answers who waits for it, and closes the port. */
    @Override
    public void close() {
        guard.end();
        service.reviews().close();
        try {
            javalin.stop();
        } catch (JavalinException e) {
            // Somebody did not end in time. Jetty has stopped all the same, and cut them off.
        }
    }
}
