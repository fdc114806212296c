package dev.lockkeeper.app.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Closes connections whose request line and headers take longer than {@code longest}, looking four times in that time.
 * Jetty's idle time begins again with each byte, so that one byte every few seconds would keep a connection for ever.
 */
final class SlowHeads extends AbstractLifeCycle {
    private final ServerConnector connector;
    private final Duration longest;
    private Map<Head, Long> seen = Map.of();

    /** The head of one request: the number tells it from the next one on the same connection. */
    private record Head(EndPoint client, long number) {}

    SlowHeads(ServerConnector connector, Duration longest) {
        this.connector = connector;
        this.longest = longest;
    }

    @Override
    protected void doStart() {
        later();
    }

    private void later() {
        connector.getScheduler().schedule(this::look, longest.toMillis() / 4, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (!isRunning() && !isStarting()) {
            return;
        }
        long now = System.nanoTime();
        Map<Head, Long> coming = new HashMap<>();
        for (EndPoint client : connector.getConnectedEndPoints()) {
            if (client.getConnection() instanceof HttpConnection connection
                    && connection.getParser().inHeaderState()
                    && !connection.getParser().isStart()) {
                Head head = new Head(client, connection.getMessagesIn());
                long since = seen.getOrDefault(head, now);
                if (now - since > longest.toNanos()) {
                    client.close(new TimeoutException("the head of a request took too long"));
                } else {
                    coming.put(head, since);
                }
            }
        }
        seen = coming;
        later();
    }
}
