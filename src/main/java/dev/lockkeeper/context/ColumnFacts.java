package dev.lockkeeper.context;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Statistics of a column as {@code pg_stats} has them: share of NULLs (0–1), distinct values (negative: a fraction
 * of the rows), average width in bytes, correlation (-1–1), most common values with their shares, and histogram
 * bounds. Values may be redacted to shapes.
 */
public record ColumnFacts(
        OptionalDouble nullFraction,
        OptionalDouble distinct,
        OptionalInt averageWidth,
        OptionalDouble correlation,
        List<String> commonValues,
        List<Double> commonShares,
        List<String> histogram) {
    public ColumnFacts {
        commonValues = List.copyOf(commonValues);
        commonShares = List.copyOf(commonShares);
        histogram = List.copyOf(histogram);
    }
}
