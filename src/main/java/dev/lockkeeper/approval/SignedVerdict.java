package dev.lockkeeper.approval;

/** What was approved: the whole plan, or its phases up to and including one. */
public sealed interface SignedVerdict {
    /** Every phase. */
    record Approved() implements SignedVerdict {}

    /** The phases up to and including {@code phase}; later ones wait for a person's decision. */
    record ApprovedThrough(int phase) implements SignedVerdict {
        public ApprovedThrough {
            if (phase < 1) {
                throw new IllegalArgumentException("phases count from 1: " + phase);
            }
        }
    }
}
