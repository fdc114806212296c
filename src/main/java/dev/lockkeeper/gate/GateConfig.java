package dev.lockkeeper.gate;

import dev.lockkeeper.verdict.PolicySettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code lockkeeper.yaml} says, with the defaults where it is silent.
 *
 * @param context the context file to use when none is named
 * @param migrations globs of the files that are migrations
 * @param shadow {@code auto}, {@code embedded} or {@code container}
 * @param image container image, {@code {major}} is replaced
 * @param binaries folders with installed PostgreSQL binaries by major
 * @param rows rows loaded into each touched table for the dry run
 * @param model language model for drafting, when one is configured
 */
public record GateConfig(
        Optional<Path> context,
        List<String> migrations,
        Optional<String> framework,
        String shadow,
        Optional<String> image,
        Map<Integer, Path> binaries,
        long rows,
        PolicySettings policy,
        Optional<Model> model) {
    public static final GateConfig DEFAULTS = new GateConfig(
            Optional.empty(),
            List.of("migrations/**/*.sql"),
            Optional.empty(),
            "auto",
            Optional.empty(),
            Map.of(),
            20_000,
            PolicySettings.DEFAULTS,
            Optional.empty());

    public GateConfig {
        migrations = List.copyOf(migrations);
        binaries = Map.copyOf(binaries);
    }

    /** An OpenAI-compatible endpoint; the key comes from the environment variable {@code keyVariable} only. */
    public record Model(String baseUrl, String name, String keyVariable, boolean shareWorkload) {}
}
