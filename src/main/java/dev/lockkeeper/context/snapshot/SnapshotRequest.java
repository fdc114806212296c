package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.ProductionContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What to capture.
 *
 * @param sample time between the first and the last sample; longer than a minute, samples in between make a series
 * @param statementLimit statement_timeout of each fact group
 * @param withValues columns whose most common values and histogram bounds may be shown as they are
 * @param comments whether texts of comments are written (capped)
 * @param poolSize connections of the application's pools together: operators know it, no query shows it
 * @param replicas their workload and index scans are added: each server counts its own
 * @param since an earlier snapshot of the same database: growth and "last seen" count from it
 */
public record SnapshotRequest(
        Target target,
        Duration sample,
        Duration statementLimit,
        Set<ColumnName> withValues,
        boolean comments,
        OptionalInt poolSize,
        List<Target> replicas,
        Optional<ProductionContext> since) {
    public SnapshotRequest {
        withValues = Set.copyOf(withValues);
        replicas = List.copyOf(replicas);
    }
}
