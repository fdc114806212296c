package dev.lockkeeper.effect;

import java.time.Duration;
import java.util.Locale;

/**
 * How long a statement works, in milliseconds as a range, before anything was measured in a dry run.
 * {@code known} is false when the size of the table is not known: then only the lower bound means something.
 */
public record Forecast(long lowMillis, long highMillis, boolean known, String basis) {
    public static final Forecast INSTANT = new Forecast(1, 20, true, "catalog change only");

    public Forecast {
        if (lowMillis < 0 || highMillis < lowMillis) {
            throw new IllegalArgumentException("not a range: " + lowMillis + ".." + highMillis);
        }
    }

    public static Forecast unknown(String basis) {
        return new Forecast(0, Duration.ofHours(24).toMillis(), false, basis);
    }

    public Forecast plus(Forecast other) {
        if (this == INSTANT) {
            return other;
        }
        if (other == INSTANT) {
            return this;
        }
        return new Forecast(
                lowMillis + other.lowMillis,
                highMillis + other.highMillis,
                known && other.known,
                basis + "; " + other.basis);
    }

    /** {@code 8–40 s}, for people. */
    public String display() {
        return known ? human(lowMillis) + " to " + human(highMillis) : "unknown (the size of the table is not known)";
    }

    public static String human(long millis) {
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 120_000) {
            return String.format(Locale.ROOT, millis < 10_000 ? "%.1f s" : "%.0f s", millis / 1e3);
        }
        if (millis < 7_200_000) {
            return String.format(Locale.ROOT, "%.0f min", millis / 6e4);
        }
        return String.format(Locale.ROOT, "%.1f h", millis / 3.6e6);
    }
}
