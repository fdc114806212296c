package dev.lockkeeper.plan;

/** What the runner does when {@code lock_timeout} ends a step: try again after a growing pause with jitter, at most so often. */
public record Retry(int attempts, long firstPauseMillis) {
    public static final Retry NEVER = new Retry(1, 0);
    public static final Retry LOCK_TIMEOUT = new Retry(10, 1_000);

    public Retry {
        if (attempts < 1) {
            throw new IllegalArgumentException("at least one attempt");
        }
    }
}
