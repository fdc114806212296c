package dev.lockkeeper.context;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Statistics of a column as {@code pg_stats} has them: share of NULLs (0–1), distinct values (-1 to 0: a fraction
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
        Facts.between("null_fraction", nullFraction, 0, 1);
        Facts.between("distinct", distinct, -1, Double.MAX_VALUE);
        Facts.notNegative("average_width", averageWidth);
        Facts.between("correlation", correlation, -1, 1);
        Facts.shares("common_shares", commonShares);
        if (!commonShares.isEmpty() && commonShares.size() != commonValues.size()) {
            throw new BadFactException("common_shares", "must have one entry for each of common_values");
        }
        commonValues = List.copyOf(commonValues);
        commonShares = List.copyOf(commonShares);
        histogram = List.copyOf(histogram);
    }
}
