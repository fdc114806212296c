package dev.lockkeeper.dryrun;

import java.util.List;

/**
 * A phase that was run a second time right after the first: what happens when it is interrupted and started again, or
 * run by two people.
 *
 * @param phase number of the phase
 * @param how what the second run did
 * @param detail the server's refusal, or empty
 * @param differences what the second run changed in schema and rows
 */
public record Repeat(int phase, How how, String detail, List<String> differences) {
    /** No effect, a refusal that left everything as it was, or a change. */
    public enum How {
        NO_EFFECT,
        REFUSED,
        CHANGES_ROWS,
        CHANGES_SCHEMA
    }

    public Repeat {
        differences = List.copyOf(differences);
    }

    /** Whether everything is as after the first run. */
    public boolean harmless() {
        return how == How.NO_EFFECT || how == How.REFUSED;
    }

    /** One sentence for a report. */
    public String sentence() {
        String end = detail.isEmpty() ? "." : " (" + detail + ").";
        return switch (how) {
            case NO_EFFECT -> "Run a second time it changes nothing.";
            case REFUSED -> "Run a second time it stops and leaves everything as it was" + end;
            case CHANGES_ROWS -> "Run a second time it changes rows again: " + String.join("; ", differences) + end;
            case CHANGES_SCHEMA ->
                "Run a second time it changes the schema again: " + String.join("; ", differences) + end;
        };
    }
}
