package dev.lockkeeper.plan;

/**
 * What {@code lockkeeper.yaml} allows the timeouts of a plan.
 *
 * @param longestLockMillis longest {@code lock_timeout} of a step, in milliseconds (GoCardless waits 750 ms, Doctolib 5 s)
 * @param shortestLockMillis shortest one worth an attempt: a tenth of a second is not slower than usual for anybody
 * @param mostAttempts bound of the retries after SQLSTATE 55P03
 * @param poolShare part of the free connections, above 0 and up to 1, that may queue behind a waiting step
 */
public record TimeoutLimits(long longestLockMillis, long shortestLockMillis, int mostAttempts, double poolShare) {
    public static final TimeoutLimits DEFAULTS = new TimeoutLimits(2_000, 100, 30, 0.5);

    public TimeoutLimits {
        if (shortestLockMillis < 1 || longestLockMillis < shortestLockMillis) {
            throw new IllegalArgumentException(
                    "min_lock_timeout_millis is at least 1 and at most max_lock_timeout_millis, not "
                            + shortestLockMillis + " and " + longestLockMillis);
        }
        if (mostAttempts < 1 || mostAttempts > 1_000) {
            throw new IllegalArgumentException("max_lock_attempts is a number from 1 to 1000, not " + mostAttempts);
        }
        if (!(poolShare > 0 && poolShare <= 1)) {
            throw new IllegalArgumentException("pool_share is above 0 and at most 1, not " + poolShare);
        }
    }
}
