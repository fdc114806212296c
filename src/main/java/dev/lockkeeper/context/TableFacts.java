package dev.lockkeeper.context;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A table in production: rows ({@code reltuples}; -1 is unknown), bytes of heap, indexes and TOAST, growth in rows
 * and bytes per day (less than 0 when it shrinks), scans and row changes per second, live and dead tuples, last ANALYZE,
 * statistics of its columns, scans of each index since the statistics were reset, what depends on each column, and how
 * the traffic varied over a long sample.
 */
public record TableFacts(
        OptionalLong rows,
        OptionalLong heapBytes,
        OptionalLong indexBytes,
        OptionalLong toastBytes,
        OptionalDouble growthRowsPerDay,
        OptionalDouble growthBytesPerDay,
        OptionalDouble readsPerSecond,
        OptionalDouble writesPerSecond,
        OptionalLong liveTuples,
        OptionalLong deadTuples,
        Optional<Instant> lastAnalyze,
        Map<String, ColumnFacts> columns,
        Map<String, Long> indexScans,
        Map<String, List<String>> dependants,
        Optional<Traffic> traffic) {
    public TableFacts {
        Facts.atLeast("rows", rows, -1);
        Facts.notNegative("heap_bytes", heapBytes);
        Facts.notNegative("index_bytes", indexBytes);
        Facts.notNegative("toast_bytes", toastBytes);
        Facts.between("growth_rows_per_day", growthRowsPerDay, -Double.MAX_VALUE, Double.MAX_VALUE);
        Facts.between("growth_bytes_per_day", growthBytesPerDay, -Double.MAX_VALUE, Double.MAX_VALUE);
        Facts.notNegative("reads_per_second", readsPerSecond);
        Facts.notNegative("writes_per_second", writesPerSecond);
        Facts.notNegative("live_tuples", liveTuples);
        Facts.notNegative("dead_tuples", deadTuples);
        indexScans.values().forEach(scans -> Facts.notNegative("index_scans", OptionalLong.of(scans)));
        columns = Facts.copy(columns);
        indexScans = Facts.copy(indexScans);
        dependants = Facts.copy(dependants);
    }
}
