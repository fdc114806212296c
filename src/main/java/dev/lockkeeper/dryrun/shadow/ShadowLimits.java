package dev.lockkeeper.dryrun.shadow;

import java.time.Duration;

/**
 * What one throwaway server may use.
 *
 * @param lifetime wall clock from open to the end, whatever the SQL does
 * @param diskBytes quota of the data directory with its log; in a container the size of the memory file system
 * @param memoryBytes address space of one process; in a container the memory beyond {@code diskBytes}
 * @param processes processes (and threads) at the same time
 * @param cpus processors of a container
 */
public record ShadowLimits(Duration lifetime, long diskBytes, long memoryBytes, int processes, double cpus) {
    /** Ten minutes, 4 GiB of disk, 3 GiB of memory, 128 processes, 1.5 processors. */
    public static final ShadowLimits DEFAULT = new ShadowLimits(Duration.ofMinutes(10), 4L << 30, 3L << 30, 128, 1.5);

    public ShadowLimits {
        if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(Duration.ofHours(12)) > 0) {
            throw new IllegalArgumentException("lifetime of a shadow database must be above 0 and at most 12 hours");
        }
        if (diskBytes < 256L << 20 || memoryBytes < 1L << 30 || processes < 40 || !(cpus > 0)) {
            throw new IllegalArgumentException(
                    "a shadow database needs at least 256 MiB of disk, 1 GiB of memory, 40 processes and some processor");
        }
    }

    /** The same with another lifetime. */
    public ShadowLimits withLifetime(Duration other) {
        return new ShadowLimits(other, diskBytes, memoryBytes, processes, cpus);
    }

    /** The same with another quota in bytes. */
    public ShadowLimits withDiskBytes(long other) {
        return new ShadowLimits(lifetime, other, memoryBytes, processes, cpus);
    }
}
