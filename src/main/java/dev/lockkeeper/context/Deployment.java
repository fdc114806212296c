package dev.lockkeeper.context;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How the team deploys: rolling or stopping the world in a window, peak hours (both as {@link WeeklyHours}), tables
 * it calls critical and who owns them, declared invariants, what the disk can do. Operators declare it: no query shows it.
 */
public record Deployment(
        Optional<Style> style,
        Optional<String> window,
        Optional<String> peakHours,
        List<QualifiedName> criticalTables,
        Map<QualifiedName, String> owners,
        List<Invariant> invariants,
        OptionalInt iops,
        OptionalLong diskFreeBytes) {
    public Deployment {
        window.ifPresent(hours -> hours("window", hours));
        peakHours.ifPresent(hours -> hours("peak_hours", hours));
        Facts.notNegative("iops", iops);
        Facts.notNegative("disk_free_bytes", diskFreeBytes);
        owners = Facts.copy(owners);
        criticalTables = List.copyOf(criticalTables);
        invariants = List.copyOf(invariants);
    }

    private static void hours(String key, String text) {
        try {
            WeeklyHours.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadFactException(key, "is not readable: " + e.getMessage());
        }
    }

    /** When migrations may run. */
    public Optional<WeeklyHours> deployWindow() {
        return window.map(WeeklyHours::parse);
    }

    /** When most traffic comes. */
    public Optional<WeeklyHours> peak() {
        return peakHours.map(WeeklyHours::parse);
    }

    /** Whether old and new code run side by side. */
    public enum Style {
        @JsonProperty("rolling")
        ROLLING,
        @JsonProperty("stop_the_world")
        STOP_THE_WORLD
    }

    /**
     * A rule of the business about a column, in words, and as far as it can be checked: the default that new rows
     * need (an SQL expression), the values allowed, whether NULL is never right.
     */
    public record Invariant(
            @JsonProperty(required = true) QualifiedName table,
            Optional<String> column,
            @JsonProperty(required = true) String rule,
            Optional<String> defaultValue,
            List<String> allowedValues,
            boolean neverNull) {
        public Invariant {
            Facts.notBlank("rule", rule);
            allowedValues = List.copyOf(allowedValues);
        }
    }
}
