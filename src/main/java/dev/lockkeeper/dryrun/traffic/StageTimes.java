package dev.lockkeeper.dryrun.traffic;

import java.util.List;
import java.util.Optional;

/** One stage as it went: its times on this JVM's clock, and what the migration's session met. */
record StageTimes(
        Stage stage,
        long startNanos,
        long migratedNanos,
        long reportClosedNanos,
        long endNanos,
        int deadlocks,
        int lockTimeouts,
        List<String> newScans,
        Optional<String> failure) {}
