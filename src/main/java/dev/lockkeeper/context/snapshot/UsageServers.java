package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.UsageCoverage;
import dev.lockkeeper.context.WorkloadQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The servers that together know what the database is used for: each counts its own statements.
 *
 * @param standbys other servers of the cluster, as seen from the one that is captured
 */
record UsageServers(long standbys, List<ReplicaUse> replicas) {
    UsageServers {
        replicas = List.copyOf(replicas);
    }

    /** The statements of all servers read; equal texts are one. */
    List<WorkloadQuery> workload(List<WorkloadQuery> here) {
        List<WorkloadQuery> all = new ArrayList<>(here);
        replicas.forEach(replica -> all.addAll(replica.workload()));
        return Workloads.merged(all);
    }

    /** The first snapshot stamps every query, so the oldest stamp is where the series begins. */
    UsageCoverage coverage(List<WorkloadQuery> series, Instant now, OptionalLong evictedHere) {
        Instant first = series.stream()
                .flatMap(query -> query.firstSeen().stream())
                .min(Instant::compareTo)
                .orElse(now);
        int read = (int) replicas.stream().filter(ReplicaUse::statements).count();
        // A replica that is read counts the one that feeds it; what else it feeds is somebody's to read.
        long others = standbys
                + replicas.stream()
                        .mapToLong(replica -> Math.max(0, replica.downstream() - 1))
                        .sum();
        return new UsageCoverage(
                OptionalInt.of((int) Math.max(0, Duration.between(first, now).toDays())),
                evicted(evictedHere),
                OptionalInt.of(read),
                OptionalInt.of((int) Math.max(0, others - read)));
    }

    /** Not known of one server is not known. */
    private OptionalLong evicted(OptionalLong here) {
        long sum = here.orElse(0);
        boolean known = here.isPresent();
        for (ReplicaUse replica : replicas) {
            sum += replica.evicted().orElse(0);
            known &= replica.evicted().isPresent() || !replica.statements();
        }
        return known || sum > 0 ? OptionalLong.of(sum) : OptionalLong.empty();
    }
}
