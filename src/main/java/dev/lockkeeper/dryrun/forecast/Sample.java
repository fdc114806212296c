package dev.lockkeeper.dryrun.forecast;

/**
 * One measurement of a step.
 *
 * @param rows rows of the largest table it works on
 * @param amount the work in the units of {@link StepWork#amount}
 * @param millis wall time on the shadow database, less the time it waited for a processor where that can be seen
 */
public record Sample(long rows, double amount, double millis) {
    public Sample {
        if (rows < 0 || !(amount >= 0) || !(millis >= 0)) {
            throw new IllegalArgumentException("not a measurement: " + rows + " rows, " + amount + ", " + millis);
        }
    }
}
