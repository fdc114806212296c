package dev.lockkeeper.approval;

import java.util.Optional;

/**
 * One step of a signed phase, for the runner: {@code id} within the plan ({@code 2.1}), its title, how many statements
 * of the phase file (transaction control and settings not counted) are its, how many of the rollback file take it back,
 * how often it may be tried when a lock is not free, and what is lost for ever once it ran, if anything.
 */
public record SignedStep(
        String id, String title, int statements, int rollbackStatements, int attempts, Optional<String> lost) {
    public SignedStep {
        Require.text("step id", id);
        Require.text("step title", title);
        if (statements < 1 || rollbackStatements < 0 || attempts < 1) {
            throw new IllegalArgumentException("step " + id + " has a count that no step has");
        }
    }
}
