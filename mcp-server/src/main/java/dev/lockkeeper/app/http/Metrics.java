package dev.lockkeeper.app.http;

import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.app.service.Reviews;
import dev.lockkeeper.gate.GateResult;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;

/** Counts for Prometheus. Each label has a fixed set of values: none comes from a request. */
final class Metrics implements RequestLog {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "DELETE");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    Metrics(Reviews reviews) {
        new JvmMemoryMetrics().bindTo(registry);
        Gauge.builder("lockkeeper.reviews.waiting", reviews, Reviews::waiting)
                .description("Reviews that wait for their turn")
                .register(registry);
        reviews.watch(review -> review.watch(this::ended));
    }

    void add(Routing routing) {
        routing.get("/metrics", this::show);
    }

    private void show(Context context) {
        context.contentType("text/plain; version=0.0.4; charset=utf-8").result(registry.scrape());
    }

    private void ended(ReviewState state) {
        switch (state) {
            case ReviewState.Finished(GateResult result) -> {
                count(result.report().verdict().code());
                result.report()
                        .timings()
                        .forEach(timing -> registry.timer("lockkeeper.review.stage", "stage", timing.stage())
                                .record(Duration.ofMillis(timing.millis())));
            }
            case ReviewState.Failed failed -> count("failed");
            case ReviewState.Queued queued -> {}
            case ReviewState.Running running -> {}
        }
    }

    private void count(String verdict) {
        registry.counter("lockkeeper.reviews", "verdict", verdict).increment();
    }

    @Override
    public void log(Request request, Response response) {
        String route = Optional.ofNullable(request.getAttribute(Routing.ROUTE))
                .map(Object::toString)
                .orElse("none");
        registry.timer(
                        "lockkeeper.http.requests",
                        "method",
                        METHODS.contains(request.getMethod()) ? request.getMethod() : "other",
                        "route",
                        route,
                        "status",
                        Integer.toString(response.getStatus()))
                .record(Duration.ofNanos(System.nanoTime() - request.getBeginNanoTime()));
    }
}
