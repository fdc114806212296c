package dev.lockkeeper.dryrun;

/** What the dry run gives: evidence, nothing because it was switched off, or no server. */
public sealed interface DryRunOutcome {
    record Ran(Evidence evidence) implements DryRunOutcome {}

    record Skipped(String why) implements DryRunOutcome {}

    /** {@code nextStep} says what to install, free or configure. */
    record Unavailable(String reason, String nextStep) implements DryRunOutcome {}
}
