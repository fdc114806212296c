package dev.lockkeeper.gate;

import dev.lockkeeper.approval.ReviewerDecision;
import dev.lockkeeper.checklist.GivenAnswer;
import dev.lockkeeper.effect.Framework;
import java.util.List;
import java.util.Optional;

/**
 * One migration to be judged.
 *
 * @param name file name as the user gave it, {@code -} for standard input
 * @param bytes its exact bytes
 * @param down the rollback the user gives, when there is one
 * @param requester who asks: a user, an agent, a pipeline
 * @param answers to items of the checklist, of whoever asks
 * @param decisions of reviewers, with verified signatures; whether they fit is the gate's question
 */
public record MigrationRequest(
        String name,
        byte[] bytes,
        Optional<Down> down,
        Framework framework,
        String requester,
        List<GivenAnswer> answers,
        List<ReviewerDecision> decisions) {
    public MigrationRequest {
        answers = List.copyOf(answers);
        decisions = List.copyOf(decisions);
    }

    /** Without answers, and without a reviewer's decision. */
    public MigrationRequest(String name, byte[] bytes, Optional<Down> down, Framework framework, String requester) {
        this(name, bytes, down, framework, requester, List.of(), List.of());
    }

    /** With what reviewers decided; their signatures were verified. */
    public MigrationRequest withDecisions(List<ReviewerDecision> value) {
        return new MigrationRequest(name, bytes, down, framework, requester, answers, value);
    }

    /** With answers to the checklist. */
    public MigrationRequest answering(List<GivenAnswer> value) {
        return new MigrationRequest(name, bytes, down, framework, requester, value, decisions);
    }

    /** A rollback script: name and exact bytes. */
    public record Down(String name, byte[] bytes) {}
}
