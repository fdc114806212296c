package dev.lockkeeper.app.cli;

import dev.lockkeeper.verdict.Verdict;

/** Exit codes (decisions.md): with several files the worst wins. */
public final class ExitCodes {
    public static final int APPROVED = 0;
    public static final int NOT_APPROVED = 1;
    public static final int USAGE = 2;
    public static final int UNAVAILABLE = 3;

    /** {@code apply} ended by itself at a limit. */
    public static final int AT_LIMIT = 4;

    private ExitCodes() {}

    public static int of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Approved approved -> APPROVED;
            case Verdict.NeedsDecision needs -> NOT_APPROVED;
            case Verdict.Rejected rejected -> NOT_APPROVED;
            case Verdict.Unavailable unavailable -> UNAVAILABLE;
        };
    }
}
