package dev.lockkeeper.context;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How a table's traffic varied over a long sample: number of intervals, least and most scans and row changes per second
 * in one of them, and the hour of the day (0 to 23, where the server stands) with most row changes.
 */
public record Traffic(
        OptionalInt intervals,
        OptionalDouble leastReadsPerSecond,
        OptionalDouble mostReadsPerSecond,
        OptionalDouble leastWritesPerSecond,
        OptionalDouble mostWritesPerSecond,
        OptionalInt busiestHour) {
    public Traffic {
        Facts.notNegative("intervals", intervals);
        Facts.notNegative("least_reads_per_second", leastReadsPerSecond);
        Facts.notNegative("most_reads_per_second", mostReadsPerSecond);
        Facts.notNegative("least_writes_per_second", leastWritesPerSecond);
        Facts.notNegative("most_writes_per_second", mostWritesPerSecond);
        Facts.between(
                "busiest_hour",
                busiestHour.isPresent() ? OptionalDouble.of(busiestHour.getAsInt()) : OptionalDouble.empty(),
                0,
                23);
    }
}
