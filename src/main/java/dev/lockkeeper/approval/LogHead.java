package dev.lockkeeper.approval;

/**
 * The end of a log: how many entries it has and the hash of the last one. Kept anywhere else, it proves
 * later that nothing up to there was changed or cut off.
 */
public record LogHead(long sequence, Sha256 hash) {
    /** The head of the empty log. */
    public static final LogHead EMPTY = new LogHead(0, new Sha256("0".repeat(64)));

    public LogHead {
        if (sequence < 0) {
            throw new IllegalArgumentException("a log cannot have " + sequence + " entries");
        }
    }
}
