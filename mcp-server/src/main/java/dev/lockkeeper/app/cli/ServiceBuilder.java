package dev.lockkeeper.app.cli;

import dev.lockkeeper.app.service.Drafting;
import dev.lockkeeper.app.service.Drifts;
import dev.lockkeeper.app.service.Judge;
import dev.lockkeeper.app.service.ReviewLimits;
import dev.lockkeeper.app.service.Reviews;
import dev.lockkeeper.app.service.ServedDatabases;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.app.service.Verifying;
import dev.lockkeeper.approval.ReviewerDecision;
import dev.lockkeeper.approval.VerificationKeys;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.Production;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts together what `mcp` and `serve` offer, from the options they share. */
final class ServiceBuilder {
    private final Console console;
    private final Gates gates;
    private final CommonOptions common;

    ServiceBuilder(Console console, Gates gates, CommonOptions common) {
        this.console = console;
        this.gates = gates;
        this.common = common;
    }

    /** {@code workspace} is the folder that the client shares, for a client on this machine. */
    Service build(Optional<Service.Workspace> workspace) throws GateException {
        ServedDatabases databases = new ServedDatabases(sources());
        Judge judge = new Judge(
                gates,
                databases,
                config -> DryRunsOnShadow.configured(config, false, console, gates),
                ServiceBuilder::decisions);
        return new Service(
                new Reviews(judge, gates.clock(), ReviewLimits.DEFAULTS),
                new Drafting(
                        gates,
                        config -> DryRunsOnShadow.configured(config, false, console, gates),
                        new PromptTemplates(Path.of("prompts")),
                        Path.of("").toAbsolutePath(),
                        console.environment()),
                new Drifts(
                        config -> DryRunsOnShadow.databases(config, console, gates),
                        config -> ShadowSources.choice(config.shadow().mode()),
                        gates.reader()),
                new Verifying(Repository.of(Path.of("x")).resolve(VerificationKeys.FOLDER), gates),
                workspace);
    }

    private List<ServedDatabases.Source> sources() throws GateException {
        Map<String, GateConfig> all = common.all();
        return all.entrySet().stream()
                .map(each -> new ServedDatabases.Source(
                        Optional.of(each.getKey()).filter(name -> !name.isEmpty()),
                        each.getValue(),
                        common.contextFile(each.getValue()),
                        () -> production(each.getValue())))
                .toList();
    }

    /** A context that options no longer fit is, to a server that runs, one that cannot be used. */
    private Production production(GateConfig config) throws GateException {
        try {
            return common.production(config, gates.schemas());
        } catch (UsageException e) {
            throw new GateException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Only of a migration in this folder: a client must not choose whose reviewers count. */
    private static List<ReviewerDecision> decisions(String migration) throws GateException {
        try {
            Path file = Path.of(migration).normalize();
            return file.isAbsolute() || file.startsWith("..") || migration.equals("-")
                    ? List.of()
                    : DecisionFiles.of(file.toString()).read();
        } catch (InvalidPathException e) {
            return List.of();
        } catch (UsageException e) {
            throw new GateException(String.valueOf(e.getMessage()), e);
        }
    }
}
