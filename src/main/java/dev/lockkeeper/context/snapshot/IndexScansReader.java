package dev.lockkeeper.context.snapshot;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads how often each index was scanned on this server, by oid of its table. */
final class IndexScansReader {
    private final ReadOnlySession session;

    IndexScansReader(ReadOnlySession session) {
        this.session = session;
    }

    Map<Long, Map<String, Long>> read() throws SnapshotException {
        Map<Long, Map<String, Long>> scans = new LinkedHashMap<>();
        session.read(
                        new ReadOnlySession.Purpose("index scans", "which indexes serve queries is not known"),
                        "SELECT relid::bigint AS oid, indexrelname AS name, idx_scan AS scans FROM pg_stat_user_indexes"
                                + " ORDER BY schemaname COLLATE \"C\", indexrelname COLLATE \"C\"")
                .forEach(row -> {
                    if (row.count("scans").isPresent()) {
                        scans.computeIfAbsent(row.number("oid").orElse(0), oid -> new LinkedHashMap<>())
                                .put(row.text("name"), row.count("scans").getAsLong());
                    }
                });
        return scans;
    }
}
