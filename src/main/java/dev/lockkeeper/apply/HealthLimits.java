package dev.lockkeeper.apply;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What ends a run by itself, beside who waits behind a step.
 *
 * @param probeLatency how long a one-block read of a touched table may take, waits behind the step itself apart
 * @param failures how many looks in a row must fail or pass a limit
 * @param longestTransaction the age that no transaction of another session in the database may reach; empty: any
 * @param replicaBytes WAL in bytes that a replica may be behind before batches wait for it
 * @param walPerSecond WAL in bytes a second of the whole server beyond which batches become slower; empty: any
 * @param probes commands and Prometheus queries of the user
 */
public record HealthLimits(
        Duration probeLatency,
        int failures,
        Optional<Duration> longestTransaction,
        long replicaBytes,
        OptionalLong walPerSecond,
        List<HealthProbe> probes) {
    public static final HealthLimits DEFAULT =
            new HealthLimits(Duration.ofSeconds(5), 3, Optional.empty(), 256L << 20, OptionalLong.empty(), List.of());

    public HealthLimits {
        probes = List.copyOf(probes);
        if (probeLatency.toMillis() < 1
                || failures < 1
                || replicaBytes < 1
                || walPerSecond.orElse(1) < 1
                || longestTransaction.map(Duration::toMillis).orElse(1L) < 1) {
            throw new IllegalArgumentException("limits are numbers from 1");
        }
    }
}
