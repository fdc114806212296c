package dev.lockkeeper.gate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.shadow.ExtensionPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code shadow} section as it is written: what it does not say is inherited. */
record ShadowPart(
        Optional<String> mode,
        Optional<String> image,
        @Nullable Map<Integer, String> binaries,
        Optional<Long> rows,
        Optional<Long> forecastRows,
        Optional<Double> forecastSeconds,
        Optional<Boolean> traffic,
        OptionalInt parallel,
        Optional<String> backup,
        Optional<String> backupMaxAge,
        Optional<String> anonymize,
        @JsonProperty("clone") Optional<String> cloneUrl,
        Optional<Boolean> disposable,
        @Nullable List<String> extensions,
        Optional<String> missingExtensions) {

    /** Paths are relative to {@code folder}. */
    ShadowConfig over(ShadowConfig inherited, Path folder) {
        if (cloneUrl.isPresent() && !disposable.orElse(false)) {
            throw new IllegalArgumentException(
                    "shadow.clone needs disposable: true, which says that the copy may be broken and thrown away");
        }
        Map<Integer, Path> folders = new LinkedHashMap<>(inherited.binaries());
        if (binaries != null) {
            binaries.forEach((major, path) -> folders.put(major, folder.resolve(path)));
        }
        return new ShadowConfig(
                mode.orElse(inherited.mode()),
                image.or(inherited::image),
                folders,
                rows.orElse(inherited.rows()),
                forecast(inherited.forecast()),
                traffic.orElse(inherited.traffic()),
                parallel.isPresent() ? parallel : inherited.parallel(),
                backup.map(folder::resolve).or(inherited::backup),
                anonymize.map(folder::resolve).or(inherited::anonymize),
                cloneUrl.or(inherited::cloneUrl),
                extensions(inherited.extensions()));
    }

    private ExtensionPolicy extensions(ExtensionPolicy inherited) {
        boolean stub = missingExtensions
                .map(word -> switch (word) {
                    case "decide" -> false;
                    case "stub" -> true;
                    default ->
                        throw new IllegalArgumentException(
                                "shadow.missing_extensions is decide or stub, not \"" + word + "\"");
                })
                .orElse(inherited.stubMissing());
        return new ExtensionPolicy(extensions == null ? inherited.allowed() : Set.copyOf(extensions), stub);
    }

    private ForecastSettings forecast(ForecastSettings inherited) {
        return new ForecastSettings(
                forecastRows.orElse(inherited.mostRows()),
                forecastSeconds
                        .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))
                        .orElse(inherited.time()),
                inherited.calibration());
    }
}
