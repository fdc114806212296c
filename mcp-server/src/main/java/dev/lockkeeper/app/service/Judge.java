package dev.lockkeeper.app.service;

import dev.lockkeeper.approval.ReviewerDecision;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.gate.Gate;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.MigrationRequest;
import dev.lockkeeper.gate.RunnerInput;
import dev.lockkeeper.plan.runner.RunnerNaming;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From an order to the gate's question and its answer. */
public final class Judge {
    private final Gates gates;
    private final ServedDatabases databases;
    private final Function<GateConfig, Gate.DryRuns> dryRuns;
    private final Decisions decisions;

    /** The reviewers' decisions about the migration of a name, with verified signatures; one that is not is an error. */
    @FunctionalInterface
    public interface Decisions {
        List<ReviewerDecision> about(String migration) throws GateException;
    }

    public Judge(
            Gates gates, ServedDatabases databases, Function<GateConfig, Gate.DryRuns> dryRuns, Decisions decisions) {
        this.gates = gates;
        this.databases = databases;
        this.dryRuns = dryRuns;
        this.decisions = decisions;
    }

    public Gates gates() {
        return gates;
    }

    public ServedDatabases databases() {
        return databases;
    }

    /** The order with everything that its answer depends on. */
    record Question(
            String id,
            ServedDatabase database,
            Gate gate,
            List<MigrationRequest> history,
            List<ReviewerDecision> decisions) {}

    Question question(ReviewOrder order) throws GateException {
        ServedDatabase database = databases.of(order.database());
        Gate gate = gate(database.config(), order.dryRun());
        Optional<Framework> framework = order.framework().or(() -> configured(database.config()));
        List<MigrationRequest> history = new ArrayList<>();
        for (ReviewOrder.Earlier earlier : order.earlier()) {
            history.add(RunnerInput.of(
                    earlier.name(), bytes(earlier.sql()), Optional.empty(), framework, order.requester()));
        }
        List<ReviewerDecision> decided = decisions.about(order.name());
        history.add(RunnerInput.of(
                        order.name(),
                        bytes(order.sql()),
                        order.down().map(down -> new MigrationRequest.Down(order.name() + ".down", bytes(down))),
                        framework,
                        order.requester())
                .named(order.naming())
                .answering(order.answers())
                .withDecisions(decided));
        String id = gate.reviewId(history, database.production(), database.version()) + named(order.naming());
        return new Question(order.dryRun() ? id : id + "-not-executed", database, gate, history, decided);
    }

    /** Other names are another question, though not another plan. */
    private static String named(RunnerNaming naming) {
        return Stream.of(naming.number(), naming.after())
                .flatMap(Optional::stream)
                .map(name -> "-" + name)
                .collect(Collectors.joining());
    }

    static GateResult answer(Question question, Review review) {
        return question.gate()
                .review(
                        question.history(),
                        question.database().production(),
                        question.database().version(),
                        (stage, fraction) -> review.become(new ReviewState.Running(stage, fraction)))
                .getLast();
    }

    /** The gate of a configuration; {@code executes} false leaves the dry run out. */
    public Gate gate(GateConfig config, boolean executes) {
        return gates.gate(
                config,
                executes
                        ? dryRuns.apply(config)
                        : (request, version, progress) ->
                                new DryRunOutcome.Skipped("the request asked for a review without dry run"));
    }

    private static Optional<Framework> configured(GateConfig config) {
        return config.framework().filter(name -> !name.equals("auto")).map(Framework::parse);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
