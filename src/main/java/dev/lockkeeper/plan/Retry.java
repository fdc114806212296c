package dev.lockkeeper.plan;

/** What the runner does when {@code lock_timeout} ends a step: try again after a growing pause with jitter, at most so often. */
public record Retry(int attempts, long firstPauseMillis) {
    public static final Retry NEVER = new Retry(1, 0);
    public static final Retry LOCK_TIMEOUT = new Retry(10, 1_000);
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    public Retry {
        if (attempts < 1) {
            throw new IllegalArgumentException("at least one attempt");
        }
    }

    /** Longest pause after the attempt, in milliseconds; jitter takes up to half of it away. */
    public long pauseMillis(int attempt) {
        return Math.min(LONGEST_PAUSE_MILLIS, firstPauseMillis << Math.min(attempt - 1, 16));
    }

    /** Milliseconds that all attempts last together at least, each waiting {@code lockMillis} for its lock. */
    public long lastsMillis(long lockMillis) {
        long total = attempts * lockMillis;
        for (int attempt = 1; attempt < attempts; attempt++) {
            total += pauseMillis(attempt) / 2;
        }
        return total;
    }
}
