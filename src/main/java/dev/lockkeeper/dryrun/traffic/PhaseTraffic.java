package dev.lockkeeper.dryrun.traffic;

import java.util.List;
import java.util.Optional;

/**
 * What the traffic felt in one window of a run: the baseline, the original, or one phase of the plan.
 *
 * @param phase number of the phase, 0 for the baseline and for the original
 * @param fromMillis start of the window, from the start of the run
 * @param migratedMillis when the last statement of the migration in this window had ended
 * @param reportClosedMillis when the long report and the idle session ended; equals {@code fromMillis} in the baseline
 * @param toMillis end of the window
 * @param blockedMillis longest time one statement of the application was seen waiting for a lock behind the migration:
 *     seen by {@code pg_blocking_pids}, hence free of the machine's other load
 * @param queuePeak most sessions of the application that waited for a lock at the same time
 * @param backlogPeak most statements that were due and had no free connection
 * @param deadlocks of application and migration
 * @param lockTimeouts how often lock_timeout ended the migration's wait, each followed by another attempt
 * @param newScans recorded statements that read a large table in full after this window and did not before it
 * @param migrationFailure SQLSTATE and message with which the migration gave up
 */
public record PhaseTraffic(
        int phase,
        String label,
        long fromMillis,
        long migratedMillis,
        long reportClosedMillis,
        long toMillis,
        Latency reads,
        Latency writes,
        long blockedMillis,
        int queuePeak,
        int backlogPeak,
        List<StatementFailure> failures,
        int deadlocks,
        int lockTimeouts,
        List<String> newScans,
        Optional<String> migrationFailure) {
    public PhaseTraffic {
        failures = List.copyOf(failures);
        newScans = List.copyOf(newScans);
    }

    /** Failed statements that nothing but the migration explains. */
    public List<StatementFailure> failuresOfMigration() {
        return failures.stream()
                .filter(failure -> failure.cause() == StatementFailure.Cause.MIGRATION)
                .toList();
    }
}
