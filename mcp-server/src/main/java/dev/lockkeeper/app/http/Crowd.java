package dev.lockkeeper.app.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.QoSHandler;
import org.eclipse.jetty.util.Callback;

/** Lets in so many requests at a time; some wait a moment for their turn, the rest is asked to come again. */
final class Crowd extends QoSHandler {
    Crowd(HttpLimits limits) {
        // A crowd must not look like a dead process.
        excludePath("/healthz", "/readyz", "/metrics");
        setMaxRequestCount(limits.requests());
        setMaxSuspendedRequestCount(limits.requests());
        setMaxSuspend(limits.patience());
    }

    @Override
    protected void reject(Request request, Response response, Callback callback, int status) {
        refuse(response, callback);
    }

    @Override
    protected void failSuspended(Request request, Response response, Callback callback, int status, Throwable cause) {
        refuse(response, callback);
    }

    private static void refuse(Response response, Callback callback) {
        Problem problem = Problem.of(
                429, "too-many-requests", "too many requests at once", "Ask again when Retry-After has passed.");
        response.setStatus(problem.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
        response.getHeaders().put(HttpHeader.RETRY_AFTER, "5");
        response.write(true, ByteBuffer.wrap(problem.bytes()), callback);
    }
}
