package dev.lockkeeper.app.http;

import java.time.Duration;

/**
 * What one server bears.
 *
 * @param bodyBytes of a request
 * @param requests handled at the same time; as many again may wait for {@code patience}
 * @param connections open at the same time; more are not accepted until some close
 * @param streams of events among the requests
 * @param idle how long a connection may say nothing where something is expected, and the head of a request may take
 * @param bytesPerSecond that a body must come at
 * @param patience how long a request waits for its turn
 * @param heartbeat how often a stream of events shows that it lives
 */
public record HttpLimits(
        int bodyBytes,
        int requests,
        int connections,
        int streams,
        Duration idle,
        int bytesPerSecond,
        Duration patience,
        Duration heartbeat) {
    public static final HttpLimits DEFAULTS = new HttpLimits(
            1 << 20, 400, 1_000, 100, Duration.ofSeconds(30), 1_000, Duration.ofSeconds(5), Duration.ofSeconds(10));
}
