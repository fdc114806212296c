package dev.lockkeeper.gate;

import dev.lockkeeper.approval.ReviewerDecision;
import dev.lockkeeper.checklist.GivenAnswer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.effect.RunnerSwitch;
import dev.lockkeeper.effect.RunnerTransactions;
import dev.lockkeeper.plan.runner.RunnerNaming;
import dev.lockkeeper.sql.Script;
import java.util.List;
import java.util.Optional;

/**
 * One migration to be judged.
 *
 * @param name file name as the user gave it, {@code -} for standard input
 * @param bytes its exact bytes
 * @param down the rollback the user gives, when there is one
 * @param beside what a file beside it says of its runner
 * @param requester who asks: a user, an agent, a pipeline
 * @param naming what the user says of the names of the runner's files
 * @param answers to items of the checklist, of whoever asks
 * @param decisions of reviewers, with verified signatures; whether they fit is the gate's question
 */
public record MigrationRequest(
        String name,
        byte[] bytes,
        Optional<Down> down,
        Framework framework,
        Optional<RunnerSwitch> beside,
        String requester,
        RunnerNaming naming,
        List<GivenAnswer> answers,
        List<ReviewerDecision> decisions) {
    public MigrationRequest {
        answers = List.copyOf(answers);
        decisions = List.copyOf(decisions);
    }

    /** Without answers, and without a reviewer's decision. */
    public MigrationRequest(String name, byte[] bytes, Optional<Down> down, Framework framework, String requester) {
        this(name, bytes, down, framework, Optional.empty(), requester, RunnerNaming.OWN, List.of(), List.of());
    }

    /** With what reviewers decided; their signatures were verified. */
    public MigrationRequest withDecisions(List<ReviewerDecision> value) {
        return new MigrationRequest(name, bytes, down, framework, beside, requester, naming, answers, value);
    }

    /** With answers to the checklist. */
    public MigrationRequest answering(List<GivenAnswer> value) {
        return new MigrationRequest(name, bytes, down, framework, beside, requester, naming, value, decisions);
    }

    /** With what the user says of the names of the runner's files. */
    public MigrationRequest named(RunnerNaming value) {
        return new MigrationRequest(name, bytes, down, framework, beside, requester, value, answers, decisions);
    }

    /** With what a file beside it says of its runner. */
    MigrationRequest beside(Optional<RunnerSwitch> value) {
        return new MigrationRequest(name, bytes, down, framework, value, requester, naming, answers, decisions);
    }

    /** Which statements commit together. */
    public RunnerTransactions transactions(Script script) {
        return beside.filter(other -> other.framework() == framework)
                .map(other -> RunnerTransactions.whole(other.wrapped()))
                .orElseGet(() -> RunnerTransactions.of(framework, script));
    }

    /** A rollback script: name and exact bytes. */
    public record Down(String name, byte[] bytes) {}
}
