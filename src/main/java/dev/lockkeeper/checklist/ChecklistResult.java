package dev.lockkeeper.checklist;

import java.util.List;

/** Every item of a checklist with its answer and where the answer comes from. */
public record ChecklistResult(String checklist, List<Answer> answers) {
    public ChecklistResult {
        answers = List.copyOf(answers);
    }

    /** How an item stands; only {@code OPEN} needs a person. */
    public enum Status {
        YES,
        NO,
        NOT_APPLICABLE,
        OPEN
    }

    /** {@code source} says what proves the answer: a fact of the context, a finding, a dry-run result, a name. */
    public record Answer(String id, String question, Status status, String answer, String source) {}

    /** Of these answers those that no item asks for, each with the reason. */
    public List<String> unknown(List<GivenAnswer> given) {
        return given.stream()
                .map(GivenAnswer::id)
                .filter(id -> answers.stream().noneMatch(answer -> answer.id().equals(id)))
                .map(id -> "the answer to " + id + " does not count: the checklist has no such item")
                .toList();
    }

    public List<Answer> open() {
        return answers.stream().filter(a -> a.status() == Status.OPEN).toList();
    }
}
