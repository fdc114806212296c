package dev.lockkeeper.dryrun.traffic;

/**
 * How the traffic of a dry run is made. The defaults keep two processors far from saturation.
 *
 * @param seed of everything that is drawn at random: which statement comes next, and with which values
 * @param baselineMillis traffic without any migration, the yardstick of the same run
 * @param reportMillis how long report and idle session stay open after a phase has begun: longer than a lock_timeout
 *     and its pause, so that waiting for them and giving up can be told apart
 * @param mostPerSecond statements per second of readers and writers together, at most
 * @param readers connections of the readers; the writers have as many
 */
public record TrafficSettings(long seed, long baselineMillis, long reportMillis, double mostPerSecond, int readers) {
    public static final TrafficSettings DEFAULTS = new TrafficSettings(42, 1_500, 4_000, 100, 5);

    public TrafficSettings {
        if (baselineMillis < 1 || reportMillis < 1 || !(mostPerSecond >= 2) || readers < 1 || readers > 5) {
            throw new IllegalArgumentException(
                    "traffic needs a baseline, a report, 2 statements per second and 1 to 5 readers");
        }
    }
}
