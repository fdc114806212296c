package dev.lockkeeper.app.mcp;

import com.fasterxml.jackson.databind.node.NullNode;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the sessions that the SDK's servlet holds; the one too many is told to come back later. */
final class SessionCount {
    static final String SESSION = "Mcp-Session-Id";

    /** As long as the SDK keeps one that nobody uses. */
    static final Duration IDLE = Duration.ofMinutes(30);

    private final int most;
    private final Clock clock;
    private final Map<String, Instant> used = new ConcurrentHashMap<>();

    SessionCount(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    void served(HttpServletRequest request, HttpServletResponse response, HttpServlet sessions)
            throws ServletException, IOException {
        Optional<String> session = Optional.ofNullable(request.getHeader(SESSION));
        Instant now = clock.instant();
        if (session.isEmpty() && request.getMethod().equals("POST")) {
            used.values().removeIf(last -> last.plus(IDLE).isBefore(now));
            if (used.size() >= most) {
                response.setHeader("Retry-After", "60");
                new RpcReply(response, NullNode.getInstance())
                        .failure(new RpcFailure(
                                503,
                                RpcFailure.INVALID_REQUEST,
                                "too many sessions are open; end some, or come back later"));
                return;
            }
        }
        session.filter(used::containsKey).ifPresent(id -> used.put(id, now));
        sessions.service(request, response);
        Optional.ofNullable(response.getHeader(SESSION)).ifPresent(id -> used.put(id, now));
        if (request.getMethod().equals("DELETE")) {
            session.ifPresent(used::remove);
        }
    }
}
