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

    public List<Answer> open() {
        return answers.stream().filter(a -> a.status() == Status.OPEN).toList();
    }
}
