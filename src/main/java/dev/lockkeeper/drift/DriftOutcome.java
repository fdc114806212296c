package dev.lockkeeper.drift;

/** What a comparison gives: a report, a history that does not run, or no server to compare on. */
public sealed interface DriftOutcome {
    record Compared(DriftReport report) implements DriftOutcome {}

    /** A file of the history that the server or the parser refuses, at this line. */
    record HistoryFails(String file, int line, String sqlState, String message, String nextStep)
            implements DriftOutcome {}

    record Unavailable(String reason, String nextStep) implements DriftOutcome {}
}
