package dev.lockkeeper.app;

import dev.lockkeeper.app.service.Drafting;
import dev.lockkeeper.app.service.Drifts;
import dev.lockkeeper.app.service.Judge;
import dev.lockkeeper.app.service.ReviewLimits;
import dev.lockkeeper.app.service.Reviews;
import dev.lockkeeper.app.service.ServedDatabases;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.app.service.Verifying;
import dev.lockkeeper.approval.VerificationKeys;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.DryRun;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.gate.Gate;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateConfigReader;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.Production;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The service over the example shop, with dry runs as the test wants them. */
public final class Services {
    /** The example migrations. */
    public static final Path MIGRATIONS = Cli.SHOP.resolve("migrations");

    private Services() {}

    /** With dry runs on real servers. */
    public static Service executing(Path folder) throws Exception {
        return shop(
                folder,
                (request, version, progress) ->
                        new DryRun(Bench.databases(), ShadowChoice.EMBEDDED, Bench.READER).run(request, version),
                ReviewLimits.DEFAULTS);
    }

    public static Service shop(Path folder, Gate.DryRuns dryRuns, ReviewLimits limits) throws Exception {
        return shop(folder, dryRuns, limits, migration -> List.of());
    }

    static Service shop(Path folder, Gate.DryRuns dryRuns, ReviewLimits limits, Judge.Decisions decisions)
            throws Exception {
        Path context = Cli.SHOP.resolve("context.json");
        return shop(folder, dryRuns, limits, decisions, context, GateConfigReader.find(Cli.SHOP));
    }

    static Service shop(Path folder, Gate.DryRuns dryRuns, ReviewLimits limits, Path context, GateConfig configuration)
            throws Exception {
        return shop(folder, dryRuns, limits, migration -> List.of(), context, configuration);
    }

    private static Service shop(
            Path folder,
            Gate.DryRuns dryRuns,
            ReviewLimits limits,
            Judge.Decisions decisions,
            Path context,
            GateConfig configuration)
            throws Exception {
        Gates gates = new Gates(
                Map.of(
                        "LOCKKEEPER_KEY_FILE", folder.resolve("key.pem").toString(),
                        "XDG_STATE_HOME", folder.resolve("state").toString()),
                Clock.systemUTC());
        ServedDatabases databases = new ServedDatabases(List.of(new ServedDatabases.Source(
                Optional.empty(),
                configuration,
                Optional.of(context),
                () -> Production.read(context, gates.schemas()))));
        Judge judge = new Judge(gates, databases, config -> dryRuns, decisions);
        return new Service(
                new Reviews(judge, Clock.systemUTC(), limits),
                new Drafting(gates, config -> dryRuns, new PromptTemplates(folder), folder, Map.of()),
                new Drifts(
                        config -> {
                            throw new IllegalStateException("no shadow databases in this test");
                        },
                        config -> ShadowChoice.EMBEDDED,
                        gates.reader()),
                new Verifying(folder.resolve(VerificationKeys.FOLDER), gates),
                Optional.empty());
    }
}
