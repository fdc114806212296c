package dev.lockkeeper.context.snapshot;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The activity counters of all tables at one moment of the server's clock: scans (of the table and its indexes) and
 * rows written since the statistics were reset, by table oid; and last values of sequences by sequence oid.
 */
record TableSample(Instant at, Map<Long, Counters> tables, Map<Long, Long> sequences) {
    /** Counters of one table. */
    record Counters(long reads, long writes) {}

    TableSample {
        tables = Map.copyOf(tables);
        sequences = Map.copyOf(sequences);
    }

    /** {@code rows} have {@code oid}, {@code reads}, {@code writes} and {@code now}. */
    static TableSample of(List<Row> rows, Map<Long, Long> sequences) {
        Map<Long, Counters> tables = new LinkedHashMap<>();
        Instant at = Instant.EPOCH;
        for (Row row : rows) {
            at = row.time("now").orElse(at);
            tables.put(
                    row.number("oid").orElse(0),
                    new Counters(
                            row.number("reads").orElse(0), row.number("writes").orElse(0)));
        }
        return new TableSample(at, tables, sequences);
    }

    double secondsSince(TableSample earlier) {
        return (at.toEpochMilli() - earlier.at.toEpochMilli()) / 1000.0;
    }
}
