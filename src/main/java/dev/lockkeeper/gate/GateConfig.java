package dev.lockkeeper.gate;

import dev.lockkeeper.apply.ApplyLimits;
import dev.lockkeeper.checklist.Checklist;
import dev.lockkeeper.draft.Provider;
import dev.lockkeeper.draft.Usage;
import dev.lockkeeper.dryrun.forecast.Calibration;
import dev.lockkeeper.lint.PathSuppression;
import dev.lockkeeper.verdict.PolicySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code lockkeeper.yaml} says, with the defaults where it is silent.
 *
 * @param source where the context comes from and what operators declare about the database
 * @param migrations globs of the files that are migrations
 * @param shadow on what dry runs run
 * @param model language model for drafting, when one is configured
 * @param suppressions findings that the repository accepts in some files, each with its reason
 * @param checklists of the repository, over the shipped one in this order
 * @param apply when a run of {@code apply} waits, slows down or ends by itself
 * @param databases the configuration of each named database, complete: what it does not say itself is inherited
 */
public record GateConfig(
        DatabaseSource source,
        List<String> migrations,
        Optional<String> framework,
        ShadowConfig shadow,
        PolicySettings policy,
        Optional<Model> model,
        List<PathSuppression> suppressions,
        List<Checklist> checklists,
        ApplyLimits apply,
        Map<String, GateConfig> databases) {
    public static final GateConfig DEFAULTS = new GateConfig(
            DatabaseSource.UNKNOWN,
            List.of("migrations/**/*.sql"),
            Optional.empty(),
            ShadowConfig.DEFAULTS,
            PolicySettings.DEFAULTS,
            Optional.empty(),
            List.of(),
            List.of(),
            ApplyLimits.DEFAULT,
            Map.of());

    public GateConfig {
        migrations = List.copyOf(migrations);
        suppressions = List.copyOf(suppressions);
        checklists = List.copyOf(checklists);
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
                value, migrations, framework, shadow, policy, model, suppressions, checklists, apply, databases);
    }

    GateConfig withPolicy(PolicySettings value) {
        return new GateConfig(
                source, migrations, framework, shadow, value, model, suppressions, checklists, apply, databases);
    }

    GateConfig withShadow(ShadowConfig value) {
        return new GateConfig(
                source, migrations, framework, value, policy, model, suppressions, checklists, apply, databases);
    }

    GateConfig withDatabases(Map<String, GateConfig> value) {
        return new GateConfig(
                source, migrations, framework, shadow, policy, model, suppressions, checklists, apply, value);
    }

    GateConfig withApply(ApplyLimits value) {
        return new GateConfig(
                source, migrations, framework, shadow, policy, model, suppressions, checklists, value, databases);
    }

    /** The same, with or without traffic in the dry run. */
    public GateConfig withTraffic(boolean value) {
        return withShadow(shadow.withTraffic(value));
    }

    /** The same with this calibration of the forecast. */
    public GateConfig withCalibration(Calibration value) {
        return withShadow(shadow.withCalibration(value));
    }

    /**
     * A language model for drafting.
     *
     * @param keyVariable the environment variable that holds its key, empty where none is asked for
     * @param keyFile a file that holds it instead
     * @param shareWorkload whether texts of production's queries may be sent to it
     * @param rounds how often it may draft for one wish
     */
    public record Model(
            Provider provider,
            String baseUrl,
            String name,
            Optional<String> keyVariable,
            Optional<Path> keyFile,
            boolean shareWorkload,
            Duration timeout,
            int maxOutputTokens,
            int rounds,
            Optional<Usage.Price> price) {}
}
