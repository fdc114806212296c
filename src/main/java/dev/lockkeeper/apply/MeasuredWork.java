package dev.lockkeeper.apply;

import dev.lockkeeper.dryrun.forecast.Calibration;
import dev.lockkeeper.effect.TableWork;
import java.util.OptionalDouble;

/** What one step did with the rows of a table here, and in how many milliseconds, its waits for locks apart. */
public record MeasuredWork(TableWork work, long rows, long millis) {
    private static final long FEWEST_ROWS = 100_000;
    private static final long FEWEST_MILLIS = 200;

    /** The rate for a calibration; empty when it was too little work for a figure that carries further. */
    public OptionalDouble millisPerMillionRows() {
        if (rows < FEWEST_ROWS || millis < FEWEST_MILLIS) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(millis * work.kind().microsPerRow() / work.microsPerRow() / (rows / 1e6));
    }

    /** The same as an entry of a calibration. */
    public Calibration.Rate rate() {
        return new Calibration.Rate(millisPerMillionRows(), OptionalDouble.empty());
    }
}
