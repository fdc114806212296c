package dev.lockkeeper.draft;

/** What asking a model gives. */
public sealed interface DraftOutcome {
    record Proposed(DraftProposal proposal) implements DraftOutcome {}

    /** The model did not answer, or not in the form that was asked for. */
    record Failed(String reason, String nextStep) implements DraftOutcome {}
}
