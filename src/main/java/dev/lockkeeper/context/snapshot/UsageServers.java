package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.UsageCoverage;
import dev.lockkeeper.context.WorkloadQuery;
import dev.lockkeeper.pg.QualifiedName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The servers that together know what the database is used for: each counts its own statements and index scans.
 *
 * @param captured the server that is captured
 * @param replicas what was read of the others
 */
record UsageServers(ClusterMember captured, List<ReplicaUse> replicas) {
    UsageServers {
        replicas = List.copyOf(replicas);
    }

    /** The statements of all servers read; equal texts are one. */
    List<WorkloadQuery> workload(List<WorkloadQuery> here) {
        List<WorkloadQuery> all = new ArrayList<>(here);
        replicas.forEach(replica -> all.addAll(replica.workload()));
        return Workloads.merged(all);
    }

    /** The index scans on all servers together, by oid of the table. */
    Map<Long, Map<String, Long>> indexScans(Map<Long, Map<String, Long>> here) {
        Map<Long, Map<String, Long>> all = new LinkedHashMap<>();
        Stream.concat(Stream.of(here), replicas.stream().map(ReplicaUse::indexScans))
                .forEach(server -> server.forEach((table, scans) -> {
                    Map<String, Long> known = all.computeIfAbsent(table, oid -> new LinkedHashMap<>());
                    scans.forEach((index, count) -> known.merge(index, count, Long::sum));
                }));
        return all;
    }

    /** Those of {@code here} that no replica scans either; an index of the same name in another schema counts as it. */
    List<QualifiedName> unusedIndexes(List<QualifiedName> here) {
        return here.stream()
                .filter(index -> replicas.stream()
                        .flatMap(replica -> replica.indexScans().values().stream())
                        .noneMatch(scans -> scans.getOrDefault(index.name(), 0L) > 0))
                .toList();
    }

    /** The first snapshot stamps every query, so the oldest stamp is where the series begins. */
    UsageCoverage coverage(List<WorkloadQuery> series, Instant now, OptionalLong evictedHere) {
        Instant first = series.stream()
                .flatMap(query -> query.firstSeen().stream())
                .min(Instant::compareTo)
                .orElse(now);
        return new UsageCoverage(
                OptionalInt.of((int) Math.max(0, Duration.between(first, now).toDays())),
                evicted(evictedHere),
                OptionalInt.of(
                        (int) replicas.stream().filter(ReplicaUse::statements).count()),
                OptionalInt.of(unread()));
    }

    /**
     * How many servers are known of and not read. A server that was read stands for a standby only when another one
     * that was read feeds its address: one that nobody here feeds has a feeder that nobody read.
     */
    int unread() {
        List<ClusterMember> read = members().toList();
        List<Optional<String>> fed = new ArrayList<>();
        read.forEach(member -> fed.addAll(member.standbys()));
        int feeders = 0;
        for (ClusterMember member : read) {
            if (member.recovering() && (member.address().isEmpty() || !fed.remove(member.address()))) {
                feeders++;
            }
        }
        int named =
                (int) replicas.stream().filter(replica -> !replica.statements()).count();
        return Math.max(fed.size() + feeders, named);
    }

    private Stream<ClusterMember> members() {
        return Stream.concat(
                Stream.of(captured),
                replicas.stream().filter(ReplicaUse::statements).flatMap(replica -> replica.member().stream()));
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
