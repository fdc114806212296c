package dev.lockkeeper.dryrun.traffic;

import java.util.Optional;

/** One statement that was sent: when it was due, when it ended (nanoseconds of this JVM's clock), and how it failed. */
record Operation(AppStatement statement, long dueNanos, long endNanos, Optional<Refused> refused) {
    record Refused(String sqlState, String message) {}

    double millis() {
        return (endNanos - dueNanos) / 1e6;
    }
}
