package dev.lockkeeper.plan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A part of the plan that is run as one file and may be followed by a pause of any length.
 *
 * @param number from 1, in order of execution
 * @param deployBefore what the application must have deployed before this phase runs
 */
public record Phase(int number, Kind kind, List<Step> steps, Optional<String> deployBefore) {
    /** Expand and contract: {@code CONTRACT} is the point of no return. */
    public enum Kind {
        EXPAND,
        BACKFILL,
        VALIDATE,
        CUTOVER,
        CONTRACT
    }

    public Phase {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a phase has at least one step");
        }
    }

    /** {@code 01_expand.sql}. */
    public String fileName() {
        return String.format(Locale.ROOT, "%02d_%s.sql", number, kind.name().toLowerCase(Locale.ROOT));
    }

    /** {@code 1 expand}, for people. */
    public String label() {
        return number + " " + kind.name().toLowerCase(Locale.ROOT);
    }

    public boolean irreversible() {
        return steps.stream().anyMatch(step -> step.rollback() instanceof Rollback.Irreversible);
    }

    public Phase withSteps(List<Step> value) {
        return new Phase(number, kind, value, deployBefore);
    }
}
