package dev.lockkeeper.context;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A table in production: rows ({@code reltuples}; -1 is unknown), bytes of heap, indexes and TOAST, growth in rows
 * and bytes per day, scans and row changes per second, tuples, last ANALYZE, statistics of its columns, and what
 * depends on each column.
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
        Map<String, OptionalLong> indexScans,
        Map<String, List<String>> dependants) {
    public TableFacts {
        columns = Map.copyOf(columns);
        indexScans = Map.copyOf(indexScans);
        dependants = Map.copyOf(dependants);
    }
}
