package dev.lockkeeper.context;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What every fact is held to: numbers that can be true, and maps that keep the order of the file. */
final class Facts {
    private Facts() {}

    /** Keeps the order of the file: the order of {@link Map#copyOf} differs from one JVM to the next, and with it the report. */
    static <K, V> Map<K, V> copy(Map<K, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    static void notNegative(String key, OptionalLong value) {
        atLeast(key, value, 0);
    }

    static void notNegative(String key, OptionalInt value) {
        atLeast(key, value.isPresent() ? OptionalLong.of(value.getAsInt()) : OptionalLong.empty(), 0);
    }

    static void notNegative(String key, OptionalDouble value) {
        between(key, value, 0, Double.MAX_VALUE);
    }

    static void atLeast(String key, OptionalLong value, long least) {
        if (value.isPresent() && value.getAsLong() < least) {
            throw new BadFactException(key, "is " + value.getAsLong() + ", but cannot be less than " + least);
        }
    }

    /** Within both limits; refuses NaN and infinity too. */
    static void between(String key, OptionalDouble value, double least, double most) {
        if (value.isPresent() && !(value.getAsDouble() >= least && value.getAsDouble() <= most)) {
            throw new BadFactException(
                    key,
                    "is " + value.getAsDouble()
                            + (most == Double.MAX_VALUE
                                    ? ", but must be a finite number of at least " + text(least)
                                    : ", but must lie between " + text(least) + " and " + text(most)));
        }
    }

    static void notBlank(String key, String value) {
        if (value.isBlank()) {
            throw new BadFactException(key, "is empty");
        }
    }

    static void shares(String key, List<Double> values) {
        values.forEach(value -> between(key, OptionalDouble.of(value), 0, 1));
    }

    private static String text(double limit) {
        return limit == Math.rint(limit) && Math.abs(limit) < 1e15
                ? Long.toString((long) limit)
                : Double.toString(limit);
    }
}
