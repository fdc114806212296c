package dev.lockkeeper.drift;

import dev.lockkeeper.rule.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One thing in which the two sides differ.
 *
 * @param severity {@code note}: changes nothing that a test on the left side proves
 * @param group {@code numbers}, {@code settings}, {@code locale} or {@code schema}
 * @param kind what it is: {@code rows}, {@code setting}, {@code index}, {@code column}, …
 * @param name its name where it has one
 * @param left value on the left side; empty when it is not there or not known
 * @param right value on the right side; the same
 * @param how in what way they differ
 * @param why why it matters, in a sentence; empty when it hardly does
 */
public record Difference(
        Severity severity,
        Group group,
        String kind,
        String name,
        Optional<String> left,
        Optional<String> right,
        How how,
        String why)
        implements Comparable<Difference> {
    /** The parts of a report, in its order. */
    public enum Group {
        NUMBERS,
        SETTINGS,
        LOCALE,
        SCHEMA
    }

    /** The ways to differ; a rename is one difference, not two. */
    public enum How {
        VALUE,
        ONLY_LEFT,
        ONLY_RIGHT,
        DEFINITION,
        RENAMED
    }

    /** What people ask first comes first; other kinds by name. */
    private static final List<String> KINDS = List.of(
            "version",
            "rows",
            "bytes",
            "reads+writes per second",
            "disk IOPS",
            "connection pool",
            "max_connections",
            "longest query in ms",
            "replicas");

    private int rank() {
        int rank = KINDS.indexOf(kind);
        return rank < 0 ? KINDS.size() : rank;
    }

    /** Whether a test on one side proves less about the other because of it. */
    public boolean matters() {
        return severity != Severity.NOTE;
    }

    @Override
    public int compareTo(Difference other) {
        return Comparator.comparing(Difference::group)
                .thenComparing(Difference::severity, Comparator.reverseOrder())
                .thenComparingInt(Difference::rank)
                .thenComparing(Difference::kind)
                .thenComparing(Difference::name)
                .thenComparing(Difference::how)
                .compare(this, other);
    }
}
