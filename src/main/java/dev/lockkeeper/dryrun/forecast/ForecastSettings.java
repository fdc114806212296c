package dev.lockkeeper.dryrun.forecast;

import java.time.Duration;
import java.util.Optional;

/**
 * How much the measured forecast may cost.
 *
 * @param mostRows rows that are loaded into a table at most
 * @param time wall time for loading and running both sizes, server starts apart; zero switches it off
 * @param calibration what work took in production, when somebody wrote it down
 */
public record ForecastSettings(long mostRows, Duration time, Optional<Calibration> calibration) {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    public static final ForecastSettings DEFAULTS =
            new ForecastSettings(1_000_000, Duration.ofSeconds(15), Optional.empty());
    public static final ForecastSettings OFF = new ForecastSettings(1_000_000, Duration.ZERO, Optional.empty());

    public ForecastSettings {
        if (mostRows < 1_000 || mostRows > 100_000_000) {
            throw new IllegalArgumentException("forecast_rows lies between 1,000 and 100,000,000, not " + mostRows);
        }
        if (time.isNegative() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "forecast_seconds lies between 0 and " + LONGEST.toSeconds() + ", not " + time.toMillis() / 1000.0);
        }
    }

    public boolean off() {
        return time.isZero();
    }

    public ForecastSettings withCalibration(Optional<Calibration> value) {
        return new ForecastSettings(mostRows, time, value);
    }
}
