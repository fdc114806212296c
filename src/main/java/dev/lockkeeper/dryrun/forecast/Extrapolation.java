package dev.lockkeeper.dryrun.forecast;

import java.util.List;

/**
 * From one or two measurements to production's amount of work: the larger one is scaled by the amount. What the step
 * from the smaller to the larger would have said only widens the interval, because differences of noisy times were
 * wrong more often than the scaled time (docs/benchmarks/forecast-accuracy.md). The widths are what held on loaded
 * machines (dryrun.md §4).
 */
public final class Extrapolation {
    private static final double LOW = 0.7;
    private static final double HIGH = 1.7;
    private static final double BESIDE_TRAFFIC_LOW = 0.8;
    private static final double BESIDE_TRAFFIC_HIGH = 2.0;
    /** The difference of two noisy times may widen the interval as far as this, and no further. */
    private static final double MOST_WIDENING = 3;
    /** Two measurements closer than this say more about noise than about growth. */
    private static final double LEAST_DISTANCE = 1.5;
    /** A forecast at most this much larger than what was measured is hardly one. */
    private static final double SAME_SIZE = 1.05;

    private Extrapolation() {}

    /** {@code samples} in order of size, at least one; {@code amount} is production's. */
    public static Interval of(List<Sample> samples, double amount, boolean besideTraffic) {
        Sample largest = samples.getLast();
        double scaled = largest.amount() <= 0 ? largest.millis() : largest.millis() * amount / largest.amount();
        if (largest.amount() <= 0 || amount <= largest.amount() * SAME_SIZE) {
            return new Interval(scaled * LOW, scaled, scaled * HIGH);
        }
        double stepped = Math.clamp(
                stepped(samples.getFirst(), largest, amount, scaled), scaled / MOST_WIDENING, scaled * MOST_WIDENING);
        return new Interval(
                Math.min(scaled * (besideTraffic ? BESIDE_TRAFFIC_LOW : LOW), stepped),
                scaled,
                Math.max(scaled * (besideTraffic ? BESIDE_TRAFFIC_HIGH : HIGH), stepped));
    }

    /** Along the line through both measurements. */
    private static double stepped(Sample smallest, Sample largest, double amount, double scaled) {
        return smallest.amount() * LEAST_DISTANCE > largest.amount()
                ? scaled
                : largest.millis()
                        + (largest.millis() - smallest.millis())
                                / (largest.amount() - smallest.amount())
                                * (amount - largest.amount());
    }
}
