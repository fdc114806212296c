package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.Traffic;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Samples in their order; rates between the first and the last, and the extremes of the intervals in between. */
record TrafficSeries(List<TableSample> samples) {
    TrafficSeries {
        samples = List.copyOf(samples);
    }

    TableSample first() {
        return samples.getFirst();
    }

    TableSample last() {
        return samples.getLast();
    }

    double seconds() {
        return last().secondsSince(first());
    }

    OptionalDouble reads(long table) {
        return rate(first(), last(), table, true);
    }

    OptionalDouble writes(long table) {
        return rate(first(), last(), table, false);
    }

    /** Empty when there is nothing to compare, or a counter went backwards (statistics were reset). */
    private static OptionalDouble rate(TableSample from, TableSample to, long table, boolean reads) {
        TableSample.Counters before = from.tables().get(table);
        TableSample.Counters after = to.tables().get(table);
        double seconds = to.secondsSince(from);
        if (before == null || after == null || seconds <= 0) {
            return OptionalDouble.empty();
        }
        long more = reads ? after.reads() - before.reads() : after.writes() - before.writes();
        return more < 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.round(more / seconds * 1000) / 1000.0);
    }

    /** Extremes by interval; empty for a single interval, which says no more than the mean. */
    Optional<Traffic> extremes(long table, ZoneId zone) {
        if (samples.size() < 3) {
            return Optional.empty();
        }
        double leastReads = Double.MAX_VALUE;
        double mostReads = 0;
        double leastWrites = Double.MAX_VALUE;
        double mostWrites = -1;
        int intervals = 0;
        int busiest = 0;
        for (int i = 1; i < samples.size(); i++) {
            OptionalDouble reads = rate(samples.get(i - 1), samples.get(i), table, true);
            OptionalDouble writes = rate(samples.get(i - 1), samples.get(i), table, false);
            if (reads.isPresent() && writes.isPresent()) {
                intervals++;
                leastReads = Math.min(leastReads, reads.getAsDouble());
                mostReads = Math.max(mostReads, reads.getAsDouble());
                leastWrites = Math.min(leastWrites, writes.getAsDouble());
                if (writes.getAsDouble() > mostWrites) {
                    mostWrites = writes.getAsDouble();
                    busiest = samples.get(i).at().atZone(zone).getHour();
                }
            }
        }
        return intervals == 0
                ? Optional.empty()
                : Optional.of(new Traffic(
                        OptionalInt.of(intervals),
                        OptionalDouble.of(leastReads),
                        OptionalDouble.of(mostReads),
                        OptionalDouble.of(leastWrites),
                        OptionalDouble.of(mostWrites),
                        OptionalInt.of(busiest)));
    }
}
