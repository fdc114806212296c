package dev.lockkeeper.app.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Refuses a body that says itself that it is too long, so that its client sees why. */
final class Oversized extends Handler.Wrapper {
    private final HttpLimits limits;

    Oversized(HttpLimits limits) {
        this.limits = limits;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getLength() <= limits.bodyBytes()) {
            return super.handle(request, response, callback);
        }
        UnreadRest.drop(request);
        Problem problem = StatusProblems.of(413);
        response.setStatus(problem.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
        response.write(true, ByteBuffer.wrap(problem.bytes()), callback);
        return true;
    }
}
