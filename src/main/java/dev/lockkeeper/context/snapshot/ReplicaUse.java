package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.WorkloadQuery;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the queries of one replica use: a standby counts statements and index scans of its own.
 *
 * @param statements whether its pg_stat_statements could be read; without them the replica counts as not read
 * @param evicted statements that its pg_stat_statements dropped; known from PostgreSQL 14 on
 * @param indexScans by oid of the table and name of the index: a physical replica has the same oids
 * @param downstream standbys that are fed by this one
 */
record ReplicaUse(
        boolean statements,
        List<WorkloadQuery> workload,
        OptionalLong evicted,
        Map<Long, Map<String, Long>> indexScans,
        long downstream,
        List<String> gaps) {
    ReplicaUse {
        workload = List.copyOf(workload);
        indexScans = Map.copyOf(indexScans);
        gaps = List.copyOf(gaps);
    }
}
