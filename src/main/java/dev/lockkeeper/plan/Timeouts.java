package dev.lockkeeper.plan;

import java.util.List;

/**
 * The timeouts a step runs under, in milliseconds; 0 is PostgreSQL's "no limit".
 *
 * @param undoLockMillis {@code lock_timeout} of its way back
 * @param why a sentence for each: where the number comes from
 */
public record Timeouts(long lockMillis, long statementMillis, long undoLockMillis, List<String> why) {
    private static final long ALONE_LOCK_MILLIS = 2_000;
    private static final long SLOW_STATEMENT_MILLIS = 10_000;

    public static final Timeouts NONE = new Timeouts(0, 0, 0, List.of());

    public Timeouts {
        why = List.copyOf(why);
        if (lockMillis < 0 || statementMillis < 0 || undoLockMillis < 0) {
            throw new IllegalArgumentException("a timeout cannot be negative");
        }
    }

    /** On a throwaway server nobody else waits, and a busy machine must not decide: what is bounded there only ends what hangs. */
    public Timeouts onThrowawayServer() {
        return new Timeouts(
                lockMillis == 0 ? 0 : Math.max(lockMillis, ALONE_LOCK_MILLIS),
                statementMillis == 0 ? 0 : Math.max(statementMillis, SLOW_STATEMENT_MILLIS),
                undoLockMillis,
                why);
    }

    /** Those of its way back: nothing but the wait for locks is bounded. */
    Timeouts undoing() {
        return new Timeouts(undoLockMillis, 0, undoLockMillis, List.of());
    }
}
