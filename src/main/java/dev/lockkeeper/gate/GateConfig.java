package dev.lockkeeper.gate;

import dev.lockkeeper.dryrun.forecast.Calibration;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.lint.PathSuppression;
import dev.lockkeeper.verdict.PolicySettings;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code lockkeeper.yaml} says, with the defaults where it is silent.
 *
 * @param source where the context comes from and what operators declare about the database
 * @param migrations globs of the files that are migrations
 * @param shadow {@code auto}, {@code embedded}, {@code container}, {@code backup} or {@code clone}
 * @param image container image, {@code {major}} is replaced
 * @param binaries folders with installed PostgreSQL binaries by major
 * @param rows rows loaded into each touched table for the proofs of the dry run
 * @param forecast what the measured forecast may cost, and the calibration
 * @param traffic whether the dry run also runs original and plan under traffic
 * @param parallel how many shadow databases may run at once on this machine; empty takes the number of processors, at least two
 * @param model language model for drafting, when one is configured
 * @param suppressions findings that the repository accepts in some files, each with its reason
 * @param shadowData backup or clone on which dry runs run, for the modes of these names
 * @param databases the configuration of each named database, complete: what it does not say itself is inherited
 */
public record GateConfig(
        DatabaseSource source,
        List<String> migrations,
        Optional<String> framework,
        String shadow,
        Optional<String> image,
        Map<Integer, Path> binaries,
        long rows,
        ForecastSettings forecast,
        boolean traffic,
        OptionalInt parallel,
        PolicySettings policy,
        Optional<Model> model,
        List<PathSuppression> suppressions,
        ShadowData shadowData,
        Map<String, GateConfig> databases) {
    public static final GateConfig DEFAULTS = new GateConfig(
            DatabaseSource.UNKNOWN,
            List.of("migrations/**/*.sql"),
            Optional.empty(),
            "auto",
            Optional.empty(),
            Map.of(),
            20_000,
            ForecastSettings.DEFAULTS,
            false,
            OptionalInt.empty(),
            PolicySettings.DEFAULTS,
            Optional.empty(),
            List.of(),
            ShadowData.NONE,
            Map.of());

    public GateConfig {
        migrations = List.copyOf(migrations);
        suppressions = List.copyOf(suppressions);
        binaries = Map.copyOf(binaries);
        if (parallel.isPresent() && (parallel.getAsInt() < 1 || parallel.getAsInt() > 64)) {
            throw new IllegalArgumentException("shadow.parallel is a number from 1 to 64");
        }
        databases = Collections.unmodifiableMap(new LinkedHashMap<>(databases));
    }

    /** The configuration of {@code name}; without a name the only database there is, else the unnamed one. */
    public GateConfig database(Optional<String> name) throws GateException {
        if (name.isEmpty()) {
            return databases.size() == 1 && source.context().isEmpty()
                    ? databases.values().iterator().next()
                    : this;
        }
        GateConfig found = databases.get(name.get());
        if (found == null) {
            throw new GateException("there is no database \"" + name.get() + "\" in lockkeeper.yaml. "
                    + (databases.isEmpty()
                            ? "Add it under databases."
                            : "It knows: " + String.join(", ", databases.keySet()) + "."));
        }
        return found;
    }

    GateConfig withSource(DatabaseSource value) {
        return new GateConfig(
                value,
                migrations,
                framework,
                shadow,
                image,
                binaries,
                rows,
                forecast,
                traffic,
                parallel,
                policy,
                model,
                suppressions,
                shadowData,
                databases);
    }

    GateConfig withPolicy(PolicySettings value) {
        return new GateConfig(
                source,
                migrations,
                framework,
                shadow,
                image,
                binaries,
                rows,
                forecast,
                traffic,
                parallel,
                value,
                model,
                suppressions,
                shadowData,
                databases);
    }

    /** The same, with or without traffic in the dry run. */
    public GateConfig withTraffic(boolean value) {
        return new GateConfig(
                source,
                migrations,
                framework,
                shadow,
                image,
                binaries,
                rows,
                forecast,
                value,
                parallel,
                policy,
                model,
                suppressions,
                shadowData,
                databases);
    }

    /** The same with this calibration of the forecast. */
    public GateConfig withCalibration(Calibration value) {
        return withForecast(forecast.withCalibration(Optional.of(value)));
    }

    GateConfig withForecast(ForecastSettings value) {
        return new GateConfig(
                source,
                migrations,
                framework,
                shadow,
                image,
                binaries,
                rows,
                value,
                traffic,
                parallel,
                policy,
                model,
                suppressions,
                shadowData,
                databases);
    }

    GateConfig withDatabases(Map<String, GateConfig> value) {
        return new GateConfig(
                source,
                migrations,
                framework,
                shadow,
                image,
                binaries,
                rows,
                forecast,
                traffic,
                parallel,
                policy,
                model,
                suppressions,
                shadowData,
                value);
    }

    /** An OpenAI-compatible endpoint; the key comes from the environment variable {@code keyVariable} only. */
    public record Model(String baseUrl, String name, String keyVariable, boolean shareWorkload) {}
}
