package dev.lockkeeper.dryrun.traffic;

import java.util.List;

/**
 * The traffic that was offered, the same for original and plan.
 *
 * @param ratio where the ratio of reads to writes comes from, in words
 * @param statements what readers and writers sent, one label each
 */
public record Offered(double readsPerSecond, double writesPerSecond, String ratio, List<String> statements) {
    public Offered {
        statements = List.copyOf(statements);
    }
}
