package dev.lockkeeper.gate;

import dev.lockkeeper.dryrun.forecast.Calibration;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.shadow.ExtensionPolicy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * On what dry runs run, and how much of it: the {@code shadow} section of the configuration.
 *
 * @param mode {@code auto}, {@code embedded}, {@code container}, {@code backup} or {@code clone}
 * @param image container image, {@code {major}} stands for the major
 * @param binaries folders of installed PostgreSQL binaries by major
 * @param rows most synthetic rows a table in the proofs
 * @param traffic whether original and plan also run under traffic
 * @param parallel shadow databases at once on this machine
 * @param backup a dump of production to be restored
 * @param anonymize masking rules for it
 * @param cloneUrl URL of a disposable copy, without a password; the configuration says that it is disposable
 * @param extensions what is done about extensions of production that are not on Lockkeeper's own list, or not there
 */
public record ShadowConfig(
        String mode,
        Optional<String> image,
        Map<Integer, Path> binaries,
        long rows,
        ForecastSettings forecast,
        boolean traffic,
        OptionalInt parallel,
        Optional<Path> backup,
        Optional<Path> anonymize,
        Optional<String> cloneUrl,
        ExtensionPolicy extensions) {
    public static final ShadowConfig DEFAULTS = new ShadowConfig(
            "auto",
            Optional.empty(),
            Map.of(),
            20_000,
            ForecastSettings.DEFAULTS,
            false,
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            ExtensionPolicy.DEFAULT);

    public ShadowConfig {
        binaries = Map.copyOf(binaries);
        if (parallel.isPresent() && (parallel.getAsInt() < 1 || parallel.getAsInt() > 64)) {
            throw new IllegalArgumentException("shadow.parallel is a number from 1 to 64");
        }
        switch (mode) {
            case "auto", "embedded", "container" -> {}
            case "backup" -> needs(backup.isPresent(), "shadow.mode backup needs shadow.backup, a file of pg_dump");
            case "clone" -> needs(cloneUrl.isPresent(), "shadow.mode clone needs shadow.clone, a URL");
            default ->
                throw new IllegalArgumentException(
                        "shadow.mode is auto, embedded, container, backup or clone, not \"" + mode + "\"");
        }
    }

    private static void needs(boolean there, String what) {
        if (!there) {
            throw new IllegalArgumentException(what);
        }
    }

    ShadowConfig withTraffic(boolean value) {
        return new ShadowConfig(
                mode, image, binaries, rows, forecast, value, parallel, backup, anonymize, cloneUrl, extensions);
    }

    ShadowConfig withCalibration(Calibration value) {
        return new ShadowConfig(
                mode,
                image,
                binaries,
                rows,
                forecast.withCalibration(Optional.of(value)),
                traffic,
                parallel,
                backup,
                anonymize,
                cloneUrl,
                extensions);
    }
}
