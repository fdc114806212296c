package dev.lockkeeper.approval;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One approved phase: its files and rollback files in the order they run, and the schema fingerprints the
 * database must have before the phase and has after it; its steps (approvals from before there was a runner have
 * none) and what the application must have deployed before.
 */
public record SignedPhase(
        int number,
        String kind,
        List<Subject> files,
        List<Subject> rollback,
        String schemaBefore,
        String schemaAfter,
        List<SignedStep> steps,
        Optional<String> deployBefore) {
    public SignedPhase {
        steps = List.copyOf(steps);
        files = List.copyOf(files);
        rollback = List.copyOf(rollback);
        if (number < 1 || files.isEmpty()) {
            throw new IllegalArgumentException("a phase has a number from 1 and at least one file: " + number);
        }
        Require.text("phase kind", kind);
        Require.text("schema fingerprint before the phase", schemaBefore);
        Require.text("schema fingerprint after the phase", schemaAfter);
    }

    Stream<Subject> subjects() {
        return Stream.concat(files.stream(), rollback.stream());
    }
}
