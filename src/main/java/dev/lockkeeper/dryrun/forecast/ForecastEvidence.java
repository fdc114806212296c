package dev.lockkeeper.dryrun.forecast;

import java.util.List;
import java.util.Optional;

/** The measured forecasts of a plan's steps, and for which steps there is none and why. */
public record ForecastEvidence(List<MeasuredForecast> steps, List<String> notMeasured) {
    public static final ForecastEvidence NONE = new ForecastEvidence(List.of(), List.of());

    public ForecastEvidence {
        steps = List.copyOf(steps);
        notMeasured = List.copyOf(notMeasured);
    }

    public Optional<MeasuredForecast> of(String step) {
        return steps.stream().filter(forecast -> forecast.step().equals(step)).findFirst();
    }

    /** Rows of the largest table in the largest measurement of any step; 0 when nothing was measured. */
    public long measuredRows() {
        return steps.stream()
                .filter(forecast -> forecast.growth() != Growth.CONSTANT)
                .mapToLong(MeasuredForecast::measuredRows)
                .max()
                .orElse(0);
    }
}
