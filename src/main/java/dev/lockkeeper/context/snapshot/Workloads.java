package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.WorkloadQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Puts workloads together: equal texts of one snapshot, and the same queries over a series of snapshots. */
final class Workloads {
    /** Queries that only older snapshots have are kept up to this many: a yearly job is worth remembering. */
    private static final int MOST = 10_000;

    private Workloads() {}

    /** Texts that differed in literals only are one query: calls add up, the mean is weighted. */
    static List<WorkloadQuery> merged(List<WorkloadQuery> queries) {
        Map<String, WorkloadQuery> merged = new LinkedHashMap<>();
        queries.forEach(query -> merged.merge(query.query(), query, Workloads::sum));
        return List.copyOf(merged.values());
    }

    private static WorkloadQuery sum(WorkloadQuery a, WorkloadQuery b) {
        long calls = a.calls().orElse(0) + b.calls().orElse(0);
        double total = a.calls().orElse(0) * a.meanMillis().orElse(0)
                + b.calls().orElse(0) * b.meanMillis().orElse(0);
        return new WorkloadQuery(
                a.query(),
                OptionalLong.of(calls),
                calls == 0 ? OptionalDouble.empty() : OptionalDouble.of(total / calls),
                OptionalDouble.of(
                        Math.max(a.maxMillis().orElse(0), b.maxMillis().orElse(0))),
                a.tables(),
                a.columns(),
                a.firstSeen(),
                a.lastSeen(),
                a.application());
    }

    /**
     * {@code now} with what {@code earlier} knows: pg_stat_statements has no last-seen column, so a query was last seen
     * in the newest snapshot in which its calls grew (fewer calls than before mean a reset, after which it ran again).
     * Queries that only the earlier snapshot has were evicted or reset, not forgotten.
     */
    static List<WorkloadQuery> series(List<WorkloadQuery> now, List<WorkloadQuery> earlier, Instant at, boolean first) {
        Map<String, WorkloadQuery> before = new LinkedHashMap<>();
        earlier.forEach(query -> before.putIfAbsent(query.query(), query));
        List<WorkloadQuery> series = new ArrayList<>();
        for (WorkloadQuery query : now) {
            Optional<WorkloadQuery> old = Optional.ofNullable(before.remove(query.query()));
            boolean grew = !first
                    && query.calls().orElse(0) > 0
                    && old.map(o -> o.calls().orElse(0) != query.calls().orElse(0))
                            .orElse(true);
            series.add(seen(
                    query,
                    old.flatMap(WorkloadQuery::firstSeen).or(() -> Optional.of(at)),
                    grew ? Optional.of(at) : old.flatMap(WorkloadQuery::lastSeen)));
        }
        before.values().stream().limit(Math.max(0, MOST - series.size())).forEach(series::add);
        return series;
    }

    private static WorkloadQuery seen(WorkloadQuery query, Optional<Instant> firstSeen, Optional<Instant> lastSeen) {
        return new WorkloadQuery(
                query.query(),
                query.calls(),
                query.meanMillis(),
                query.maxMillis(),
                query.tables(),
                query.columns(),
                firstSeen,
                lastSeen,
                query.application());
    }
}
