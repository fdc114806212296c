package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** The scans on all servers together. */
    static Map<Long, Map<String, Long>> sum(Map<Long, Map<String, Long>> here, List<ReplicaUse> replicas) {
        Map<Long, Map<String, Long>> all = new LinkedHashMap<>();
        List<Map<Long, Map<String, Long>>> servers = new ArrayList<>(List.of(here));
        replicas.forEach(replica -> servers.add(replica.indexScans()));
        servers.forEach(server -> server.forEach((table, scans) -> {
            Map<String, Long> known = all.computeIfAbsent(table, oid -> new LinkedHashMap<>());
            scans.forEach((index, count) -> known.merge(index, count, Long::sum));
        }));
        return all;
    }

    /** Indexes that the primary does not use and none of the replicas either; a name stands for the index of its schema. */
    static List<QualifiedName> unused(List<QualifiedName> onPrimary, List<ReplicaUse> replicas) {
        return onPrimary.stream()
                .filter(index -> replicas.stream()
                        .flatMap(replica -> replica.indexScans().values().stream())
                        .noneMatch(scans -> scans.getOrDefault(index.name(), 0L) > 0))
                .toList();
    }
}
