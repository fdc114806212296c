package dev.lockkeeper.apply;

import java.time.Duration;

/**
 * When a run waits, tries again or gives up.
 *
 * @param otherRun how long to wait for another run, or for what a killed one left working in the server
 * @param sessionWait how long a session may wait behind a step before the step is cancelled
 * @param replicaLag how far a replica may fall behind before the step is cancelled
 * @param oldTransaction the age of a transaction in the way of CONCURRENTLY that is not waited for
 * @param growth how many times larger than signed a table may be
 * @param health what ends a run by itself, beside who waits behind a step
 */
public record ApplyLimits(
        Duration otherRun,
        Duration sessionWait,
        Duration replicaLag,
        Duration oldTransaction,
        double growth,
        HealthLimits health) {
    public static final ApplyLimits DEFAULT = new ApplyLimits(
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            2.0,
            HealthLimits.DEFAULT);

    public ApplyLimits withHealth(HealthLimits value) {
        return new ApplyLimits(otherRun, sessionWait, replicaLag, oldTransaction, growth, value);
    }

    /** The same with these limits on who waits behind a step and on replicas. */
    public ApplyLimits within(Duration wait, Duration lag) {
        return new ApplyLimits(otherRun, wait, lag, oldTransaction, growth, health);
    }
}
