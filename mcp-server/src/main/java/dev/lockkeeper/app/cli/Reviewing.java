package dev.lockkeeper.app.cli;

import dev.lockkeeper.checklist.AnswerReader;
import dev.lockkeeper.dryrun.ShadowSource;
import dev.lockkeeper.gate.Gate;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.MigrationRequest;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.gate.RunnerInput;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.plan.runner.RunnerNaming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From files on the command line to what the gate says of them: `review` and `decide` ask the same question. */
final class Reviewing {
    private final Console console;
    private final Gates gates;
    private final CommonOptions common;

    Reviewing(Console console, Gates gates, CommonOptions common) {
        this.console = console;
        this.gates = gates;
        this.common = common;
    }

    List<GateResult> review(
            GateConfig config,
            ShadowSource source,
            boolean noDryRun,
            List<InputFiles.Input> inputs,
            Optional<Path> down,
            Optional<String> requester,
            RunnerNaming naming)
            throws GateException {
        Production production = common.production(config, gates.schemas());
        PgVersion version = production.context().isNone()
                ? common.checkedMajor()
                : production.context().version();
        List<MigrationRequest> requests = new ArrayList<>();
        for (InputFiles.Input input : inputs) {
            String who = requester.orElse(System.getProperty("user.name", "unknown"));
            requests.add(RunnerInput.of(
                            input.name(),
                            input.bytes(),
                            rollback(input, down),
                            input.beside(),
                            common.framework(config),
                            who)
                    .named(naming)
                    .answering(AnswerReader.read(Path.of(answers(input.name())), who))
                    .withDecisions(DecisionFiles.of(input.name()).read()));
        }
        Gate gate = gates.gate(config, new DryRunsOnShadow(config, source, noDryRun, console, gates));
        return gate.review(requests, production, version);
    }

    private static String answers(String migration) {
        return (migration.equals("-") ? "stdin" : migration) + AnswerReader.SUFFIX;
    }

    private static Optional<MigrationRequest.Down> rollback(InputFiles.Input input, Optional<Path> down) {
        Optional<Path> file = down.or(input::down);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new MigrationRequest.Down(file.get().toString(), Files.readAllBytes(file.get())));
        } catch (IOException e) {
            throw new UsageException(
                    file.get() + ": the rollback cannot be read. Check the path given with --down.", e);
        }
    }
}
