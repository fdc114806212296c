package dev.lockkeeper.apply;

import java.util.Locale;
import java.util.Optional;

/** What one look at a probe said. */
sealed interface ProbeReading {
    /** A value beside its limit, in {@code unit}. */
    record Value(double value, double limit, String unit) implements ProbeReading {}

    /** It answered, and has no number to compare. */
    record Well() implements ProbeReading {}

    /** It did not answer: unknown is not healthy. */
    record Failed(String why) implements ProbeReading {}

    /** Why this is not healthy, with the numbers; empty when it is. */
    default Optional<String> trouble() {
        return switch (this) {
            case Value value ->
                // Written so that NaN is trouble.
                value.value() <= value.limit()
                        ? Optional.empty()
                        : Optional.of(number(value.value()) + value.unit() + ", the limit is " + number(value.limit())
                                + value.unit());
            case Well well -> Optional.empty();
            case Failed failed -> Optional.of(failed.why());
        };
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value).replaceFirst("\\.?0+$", "");
    }
}
