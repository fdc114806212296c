package dev.lockkeeper.rule;

import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.effect.TransactionState;

/**
 * How long a statement waits for its locks before it gives up. While it waits, everybody who asks for a
 * conflicting lock later queues behind it, so an unbounded wait is an outage as long as the longest query.
 */
public record LockWait(boolean bounded, long millis) {
    /** A queue of two seconds is what pools and clients survive (GoCardless waits 0.75 s, Doctolib 5 s). */
    private static final long LONGEST_MILLIS = 2_000;

    /** A query of a second is a queue of a second: with a few hundred arrivals that is a pool. */
    private static final long NOTICED_MILLIS = 1_000;

    /** A {@code lock_timeout} that is not set, or 0, waits for ever. */
    public static LockWait of(TransactionState state) {
        long millis = state.lockTimeoutMillis().orElse(0);
        return new LockWait(millis > 0, millis);
    }

    public boolean tooLong() {
        return bounded && millis > LONGEST_MILLIS;
    }

    /** Gives up before anybody notices. */
    public boolean brief() {
        return bounded && !tooLong();
    }

    /** Whether waiting for a query of this length hurts at all. */
    public static boolean hurts(long queryMillis) {
        return queryMillis >= NOTICED_MILLIS;
    }

    public String display() {
        return bounded ? Forecast.human(millis) : "for ever";
    }
}
