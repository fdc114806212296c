package dev.lockkeeper.dryrun.forecast;

import java.util.List;

/**
 * From one or two measurements to production's amount of work. The larger one is scaled by the amount; the step from
 * the smaller to the larger corrects that for fixed costs and for costs of a row that grow faster, and what the two
 * do not agree upon widens the interval. The widths are what held on loaded machines (dryrun.md §4).
 */
public final class Extrapolation {
    private static final double LOW = 0.7;
    private static final double HIGH = 1.7;
    private static final double BESIDE_TRAFFIC_LOW = 0.8;
    private static final double BESIDE_TRAFFIC_HIGH = 2.0;
    /** The difference of two noisy times may correct the scaled one by this much and no more. */
    private static final double MOST_CORRECTION = 1.3;
    /** Two measurements closer than this say more about noise than about growth. */
    private static final double LEAST_DISTANCE = 1.5;
    /** A forecast at most this much larger than what was measured is hardly one. */
    private static final double SAME_SIZE = 1.05;

    private Extrapolation() {}

    /** {@code samples} in order of size, at least one; {@code amount} is production's. */
    public static Interval of(List<Sample> samples, double amount, boolean besideTraffic) {
        Sample largest = samples.getLast();
        if (largest.amount() <= 0 || amount <= largest.amount() * SAME_SIZE) {
            double scaled = largest.amount() <= 0 ? largest.millis() : largest.millis() * amount / largest.amount();
            return new Interval(scaled * LOW, scaled, scaled * HIGH);
        }
        double scaled = largest.millis() * amount / largest.amount();
        Sample smallest = samples.getFirst();
        double stepped = smallest.amount() * LEAST_DISTANCE > largest.amount()
                ? scaled
                : largest.millis()
                        + (largest.millis() - smallest.millis())
                                / (largest.amount() - smallest.amount())
                                * (amount - largest.amount());
        double likely = Math.clamp(stepped, scaled / MOST_CORRECTION, scaled * MOST_CORRECTION);
        double low = besideTraffic ? BESIDE_TRAFFIC_LOW : LOW;
        double high = besideTraffic ? BESIDE_TRAFFIC_HIGH : HIGH;
        double lower = Math.min(likely, Math.min(scaled, Math.max(stepped, 0)));
        double upper = Math.max(likely, Math.max(scaled, stepped));
        return new Interval(
                Math.min(likely, Math.min(likely * low, lower)),
                likely,
                Math.max(likely, Math.max(likely * high, upper)));
    }
}
