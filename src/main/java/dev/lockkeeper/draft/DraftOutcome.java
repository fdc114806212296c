package dev.lockkeeper.draft;

/** What asking a model gives. */
public sealed interface DraftOutcome {
    /** What it cost, whatever came of it. */
    Usage usage();

    record Proposed(DraftProposal proposal, Usage usage) implements DraftOutcome {}

    /** The model answered, but not in the form that was asked for; it may be asked again. {@code answer} is capped. */
    record Unusable(String problem, String answer, Usage usage) implements DraftOutcome {}

    /** There was no answer; asking again at once would not help. */
    record Failed(Kind kind, String reason, String nextStep, Usage usage) implements DraftOutcome {}

    /** Why there was no answer. */
    enum Kind {
        KEY,
        LIMIT,
        SERVER,
        REQUEST,
        TIMEOUT,
        TOO_LONG,
        UNREACHABLE,
        /** By whoever asked. */
        CANCELLED
    }
}
