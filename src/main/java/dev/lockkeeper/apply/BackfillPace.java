package dev.lockkeeper.apply;

import dev.lockkeeper.plan.BatchPace;
import java.util.List;
import java.util.Optional;

/**
 * Rows of a batch and milliseconds of pause after it. Faster means larger and denser batches, up to a batch that holds its
 * rows for about 50 ms; never faster than {@code most}, which is what a person has set, where one has.
 */
record BackfillPace(int rows, int pauseMillis, Optional<BackfillPace> most) {
    private static final int FEWEST_ROWS = 100;
    private static final int MOST_ROWS = 5_000;
    private static final int LONGEST_PAUSE = 2_000;

    /** Those of the session where a person set them, and then the fastest there is; else the plan's. */
    static BackfillPace of(Optional<Integer> rows, Optional<Integer> pauseMillis) {
        BackfillPace start = new BackfillPace(
                rows.orElse(BatchPace.ROWS), pauseMillis.orElse(BatchPace.PAUSE_MILLIS), Optional.empty());
        return rows.isEmpty() && pauseMillis.isEmpty()
                ? start
                : new BackfillPace(start.rows, start.pauseMillis, Optional.of(start));
    }

    BackfillPace after(Throttle.Move move) {
        return switch (move) {
            case STAY -> this;
            case FASTER -> {
                int ceiling = most.map(BackfillPace::rows).orElse(MOST_ROWS);
                int floor = most.map(BackfillPace::pauseMillis).orElse(0);
                yield new BackfillPace(
                        Math.max(rows, Math.min(ceiling, rows * 2)),
                        Math.min(pauseMillis, Math.max(floor, pauseMillis < 10 ? 0 : pauseMillis / 2)),
                        most);
            }
            case SLOWER, HOLD ->
                new BackfillPace(
                        Math.min(rows, Math.max(FEWEST_ROWS, rows / 2)),
                        Math.max(pauseMillis, Math.min(LONGEST_PAUSE, Math.max(10, pauseMillis * 2))),
                        most);
        };
    }

    List<String> settings() {
        return List.of("SET lockkeeper.batch_rows = " + rows, "SET lockkeeper.pause_ms = " + pauseMillis);
    }

    String words() {
        return rows + " rows, then " + pauseMillis + " ms";
    }
}
