package dev.lockkeeper.app.service;

import dev.lockkeeper.checklist.GivenAnswer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.runner.RunnerNaming;
import java.util.List;
import java.util.Optional;

/**
 * What a client wants judged.
 *
 * @param database of lockkeeper.yaml; empty for the only one
 * @param name of the file, never read from disk
 * @param framework empty: by the file's name and markers
 * @param naming how the files for the runner are called
 * @param earlier migrations that run before it and are not in production yet, in order
 * @param answers to items of the checklist
 * @param dryRun whether it is executed; without, it ends at best with NeedsDecision
 */
public record ReviewOrder(
        Optional<String> database,
        String name,
        String sql,
        Optional<String> down,
        Optional<Framework> framework,
        RunnerNaming naming,
        List<Earlier> earlier,
        List<GivenAnswer> answers,
        boolean dryRun,
        String requester) {
    public ReviewOrder {
        earlier = List.copyOf(earlier);
        answers = List.copyOf(answers);
        down = down.filter(text -> !text.isBlank());
    }

    /** With the names that follow from the migration's own. */
    public ReviewOrder(
            Optional<String> database,
            String name,
            String sql,
            Optional<String> down,
            Optional<Framework> framework,
            List<Earlier> earlier,
            List<GivenAnswer> answers,
            boolean dryRun,
            String requester) {
        this(database, name, sql, down, framework, RunnerNaming.OWN, earlier, answers, dryRun, requester);
    }

    /** A migration that a model drafted and the gate has judged already. */
    public static ReviewOrder drafted(String database, String name, String sql, String requester) {
        return new ReviewOrder(
                Optional.of(database),
                name,
                sql,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                true,
                requester);
    }

    /** A migration that runs before. */
    public record Earlier(String name, String sql) {}

    /** The same question with these answers, each over an earlier one to the same item. */
    public ReviewOrder answering(List<GivenAnswer> more) {
        List<GivenAnswer> all = new java.util.ArrayList<>(answers);
        all.removeIf(old -> more.stream().anyMatch(answer -> answer.id().equals(old.id())));
        all.addAll(more);
        return new ReviewOrder(database, name, sql, down, framework, naming, earlier, all, dryRun, requester);
    }
}
