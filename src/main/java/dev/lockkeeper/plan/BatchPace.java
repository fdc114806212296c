package dev.lockkeeper.plan;

import java.util.regex.Pattern;

/** The pace of batched writes: rows of a batch and the pause after it, as the procedures of the plan have them by default. */
public final class BatchPace {
    public static final int ROWS = 500;
    public static final int PAUSE_MILLIS = 100;

    private static final Pattern RUN = Pattern.compile("CALL lockkeeper\\.\"?backfill_.*", Pattern.DOTALL);

    private BatchPace() {}

    /** Milliseconds that the batches of {@code rows} rows pause altogether. */
    public static long pauses(long rows) {
        return (rows / ROWS + 1) * PAUSE_MILLIS;
    }

    /** Whether the step runs such batches. */
    public static boolean paces(Step step) {
        return step.statements().stream().anyMatch(sql -> RUN.matcher(sql).matches());
    }
}
