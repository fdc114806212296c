package dev.lockkeeper.verdict;

import dev.lockkeeper.verdict.Verdict.Decision;
import dev.lockkeeper.verdict.Verdict.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The answers of reviewers against the questions: each needs as many different people as the policy says. */
record Answers(List<Answer> given) {
    Answers {
        given = List.copyOf(given);
    }

    boolean settles(Decision decision) {
        return reviewers(decision).size() >= decision.reviewers();
    }

    private Set<String> reviewers(Decision decision) {
        return given.stream()
                .filter(answer -> answer.accepted() && answer.question().equals(decision.question()))
                .map(answer -> answer.reviewer().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /** One no is enough. */
    List<Reason> refusals(List<Decision> asked) {
        return given.stream()
                .filter(answer -> !answer.accepted()
                        && asked.stream()
                                .anyMatch(decision -> decision.question().equals(answer.question())))
                .map(answer -> new Reason(
                        answer.reviewer() + " answered no to: " + answer.question(),
                        "Change the migration, or talk to " + answer.reviewer() + "."))
                .distinct()
                .toList();
    }

    /** What the verdict says of the questions that are settled. */
    List<String> reasons(List<Decision> asked) {
        return asked.stream()
                .filter(this::settles)
                .map(decision -> "decided by "
                        + String.join(
                                ", ", reviewers(decision).stream().sorted().toList()) + ": " + decision.question())
                .distinct()
                .toList();
    }
}
