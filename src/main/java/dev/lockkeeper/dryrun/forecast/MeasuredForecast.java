package dev.lockkeeper.dryrun.forecast;

import java.util.List;
import java.util.Locale;

/**
 * How long a step of the plan is going to work in production, from measurements in the dry run; waiting for locks is
 * not in it. Shown; at most it asks for a person.
 *
 * @param step the plan's step
 * @param productionRows rows of the largest table it works on
 * @param samples what was measured, in order of size
 * @param adjustments what changed the extrapolated figure or its width, in words with their factors
 */
public record MeasuredForecast(
        String step,
        Growth growth,
        long lowMillis,
        long likelyMillis,
        long highMillis,
        long productionRows,
        List<Sample> samples,
        List<String> adjustments) {
    public MeasuredForecast {
        samples = List.copyOf(samples);
        adjustments = List.copyOf(adjustments);
        if (samples.isEmpty() || lowMillis < 0 || likelyMillis < lowMillis || highMillis < likelyMillis) {
            throw new IllegalArgumentException("not a forecast of step " + step);
        }
    }

    static MeasuredForecast of(
            String step,
            Growth growth,
            Interval interval,
            long productionRows,
            List<Sample> samples,
            List<String> adjustments) {
        long low = (long) interval.low();
        long likely = Math.max(low, Math.round(interval.likely()));
        return new MeasuredForecast(
                step,
                growth,
                low,
                likely,
                Math.max(likely, (long) Math.ceil(interval.high())),
                productionRows,
                samples,
                adjustments);
    }

    /** Rows of the largest table in the largest measurement. */
    public long measuredRows() {
        return samples.getLast().rows();
    }

    /** {@code 4 min 10 s – 6 min (extrapolated from 300,000 rows)}. */
    public String display() {
        String range = human(lowMillis).equals(human(highMillis))
                ? human(lowMillis)
                : human(lowMillis) + " – " + human(highMillis);
        return range + " (" + basis() + ")";
    }

    private String basis() {
        return switch (growth) {
            case CONSTANT -> "measured; does not depend on the number of rows";
            case LINEAR, N_LOG_N ->
                measuredRows() >= productionRows
                        ? "measured on as many rows as production has"
                        : String.format(Locale.ROOT, "extrapolated from %,d rows", measuredRows());
        };
    }

    /** {@code 350 ms}, {@code 8.2 s}, {@code 4 min 10 s}, {@code 2 h 13 min}. */
    public static String human(long millis) {
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
        }
        long seconds = Math.round(millis / 1e3);
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3_600
                ? two(seconds / 60, "min", seconds % 60, "s")
                : two(Math.round(seconds / 60.0) / 60, "h", Math.round(seconds / 60.0) % 60, "min");
    }

    private static String two(long large, String unit, long small, String smaller) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smaller);
    }
}
