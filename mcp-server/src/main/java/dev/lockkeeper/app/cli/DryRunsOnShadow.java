package dev.lockkeeper.app.cli;

import dev.lockkeeper.dryrun.DryRun;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.DryRunRequest;
import dev.lockkeeper.dryrun.ShadowSource;
import dev.lockkeeper.dryrun.shadow.Progress;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowOptions;
import dev.lockkeeper.gate.Gate;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.pg.PgVersion;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Dry runs as the command line asks for them: on which shadow database, with progress on a terminal, or none. */
public final class DryRunsOnShadow implements Gate.DryRuns {
    private final GateConfig config;
    private final ShadowSource source;
    private final boolean none;
    private final Console console;
    private final Gates gates;

    public DryRunsOnShadow(GateConfig config, ShadowSource source, boolean none, Console console, Gates gates) {
        this.config = config;
        this.source = source;
        this.none = none;
        this.console = console;
        this.gates = gates;
    }

    /** On what {@code lockkeeper.yaml} says. */
    static DryRunsOnShadow configured(GateConfig config, boolean none, Console console, Gates gates) {
        return new DryRunsOnShadow(
                config, new ShadowSources(config, console.environment()).configured(), none, console, gates);
    }

    @Override
    public DryRunOutcome run(DryRunRequest request, PgVersion version, Progress progress) {
        if (none) {
            return new DryRunOutcome.Skipped("the dry run was switched off with --no-dry-run");
        }
        AtomicReference<String> pass = new AtomicReference<>("dry run");
        Progress passes = (stage, fraction) -> {
            pass.set(stage);
            progress.report(stage, fraction);
        };
        // A server that starts, or is downloaded, is a part of the pass that needs it.
        Progress servers = (stage, fraction) -> progress.report(pass.get() + " (" + stage + ")", fraction);
        ShadowDatabases databases = databases(config, servers.and(progress(console)), gates);
        return new DryRun(databases, source, gates.reader(), gates.clock(), passes).run(request, version);
    }

    /** Where throwaway servers come from with this configuration. */
    static ShadowDatabases databases(GateConfig config, Console console, Gates gates) {
        return databases(config, progress(console), gates);
    }

    private static ShadowDatabases databases(GateConfig config, Progress progress, Gates gates) {
        ShadowOptions defaults = ShadowOptions.defaults(gates.environment(), properties());
        ShadowOptions options = defaults.withInstalledBinaries(config.shadow().binaries())
                .withServers(config.shadow().parallel().orElse(defaults.servers()), defaults.patience())
                .withExtensions(config.shadow().extensions());
        ShadowOptions chosen = config.shadow().image().map(options::withImage).orElse(options);
        return new ShadowDatabases(chosen, InstantSource.system(), new SecureRandom(), progress);
    }

    private static Map<String, String> properties() {
        return System.getProperties().stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, name -> System.getProperty(name, "")));
    }

    private static Progress progress(Console console) {
        if (!console.interactive()) {
            return Progress.SILENT;
        }
        return (stage, fraction) -> console.err()
                .print("\r\u001b[K" + stage
                        + (fraction < 0 ? " …" : String.format(Locale.ROOT, " %.0f %%", fraction * 100))
                        + (fraction >= 1 ? "\r\u001b[K" : ""));
    }
}
