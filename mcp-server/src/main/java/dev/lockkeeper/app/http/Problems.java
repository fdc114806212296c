package dev.lockkeeper.app.http;

import dev.lockkeeper.app.service.QueueFullException;
import dev.lockkeeper.gate.GateException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From what goes wrong in a handler to the problem that its client gets. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static void add(RoutesConfig routes) {
        routes.exception(Exception.class, (exception, context) -> write(context, of(exception)));
        // Javalin has a handler of its own for these.
        routes.exception(HttpResponseException.class, (exception, context) -> write(context, of(exception)));
    }

    static void write(Context context, Problem problem) {
        problem.headers().forEach(context::header);
        context.status(problem.status()).contentType(Problem.TYPE).result(problem.bytes());
    }

    private static Problem of(Exception exception) {
        return switch (exception) {
            case Refusal refusal -> refusal.problem();
            case GateException gate ->
                Problem.of(
                        503,
                        "context-unreadable",
                        "what the gate has to know cannot be read",
                        String.valueOf(gate.getMessage()));
            case QueueFullException full ->
                Problem.of(429, "queue-full", "too many reviews", String.valueOf(full.getMessage()))
                        .header("Retry-After", Long.toString(full.retryAfter().toSeconds()));
            case MethodNotAllowedResponse wrong ->
                StatusProblems.of(405)
                        .header("Allow", String.join(", ", wrong.getDetails().values()));
            case HttpResponseException response -> StatusProblems.of(response.getStatus());
            case InterruptedException ends -> StatusProblems.of(503);
            default -> found(exception);
        };
    }

    private static Problem found(Exception exception) {
        Optional<Integer> status = status(exception);
        if (status.isEmpty()) {
            LOG.error("an error of Lockkeeper's own", exception);
        }
        return status.map(StatusProblems::of).orElseGet(StatusProblems::internal);
    }

    /** The status of an error in reading the request; empty when it is another error. */
    static Optional<Integer> status(Exception exception) {
        return Stream.iterate((Throwable) exception, cause -> cause != null, Throwable::getCause)
                .limit(10)
                .flatMap(cause -> switch (cause) {
                    case HttpException http -> Stream.of(http.getCode());
                    case TimeoutException slow -> Stream.of(408);
                    case EofException end -> Stream.of(400);
                    default -> Stream.empty();
                })
                .findFirst();
    }
}
