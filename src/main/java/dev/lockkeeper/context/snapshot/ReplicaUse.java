package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.WorkloadQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the queries of one replica use: a standby counts statements and index scans of its own.
 *
 * @param statements whether its pg_stat_statements could be read; without them the replica counts as not read
 * @param evicted statements that its pg_stat_statements dropped; known from PostgreSQL 14 on
 * @param indexScans by oid of the table and name of the index: a physical replica has the same oids
 * @param member where it stands in the cluster; empty when it did not answer
 */
record ReplicaUse(
        boolean statements,
        List<WorkloadQuery> workload,
        OptionalLong evicted,
        Map<Long, Map<String, Long>> indexScans,
        Optional<ClusterMember> member,
        List<String> gaps) {
    ReplicaUse {
        workload = List.copyOf(workload);
        indexScans = Map.copyOf(indexScans);
        gaps = List.copyOf(gaps);
    }
}
