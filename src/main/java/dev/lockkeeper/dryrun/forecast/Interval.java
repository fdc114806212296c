package dev.lockkeeper.dryrun.forecast;

/** A duration in milliseconds as far as it is known: at best, likely, at worst. */
public record Interval(double low, double likely, double high) {
    public Interval {
        if (!(low >= 0) || !(low <= likely) || !(likely <= high) || Double.isInfinite(high)) {
            throw new IllegalArgumentException("not an interval: " + low + ", " + likely + ", " + high);
        }
    }

    /** All three multiplied. */
    public Interval times(double factor) {
        return new Interval(low * factor, likely * factor, high * factor);
    }

    /** All three longer by {@code millis}. */
    public Interval plus(double millis) {
        return new Interval(low + millis, likely + millis, high + millis);
    }

    /** Reaches down and up to these shares of itself as well. */
    public Interval widened(double down, double up) {
        return new Interval(low * Math.min(1, down), likely, high * Math.max(1, up));
    }

    /** Likely at least {@code least}, at worst at least {@code most}. */
    public Interval atLeast(double least, double most) {
        double raised = Math.max(likely, least);
        return new Interval(low, raised, Math.max(raised, Math.max(high, most)));
    }
}
