package dev.lockkeeper.app.service;

import java.time.Duration;

/** Too many reviews wait already; nothing was taken on. */
public final class QueueFullException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    QueueFullException(int waiting, Duration retryAfter) {
        super(waiting + " reviews wait already; ask again in " + retryAfter.toSeconds() + " seconds");
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
