package dev.lockkeeper.gate;

import dev.lockkeeper.verdict.Verdict;
import java.util.List;
import java.util.stream.Stream;

/**
 * The gate's result over a draft, with what only a draft has: values that the model made up and destruction that
 * nobody asked for. {@code wrong} goes back to the model, {@code questions} to the person; with either, nothing of the
 * result is approved.
 */
record DraftJudgement(GateResult result, List<String> wrong, List<String> questions, List<String> assumptions) {

    static DraftJudgement of(GateResult given, DraftOrder order) {
        return given.report()
                .analysis()
                .map(analysis -> {
                    List<Verdict.Reason> unasked = Stream.concat(
                                    DraftScope.unasked(analysis, order).stream(),
                                    DraftPowers.unasked(analysis, order).stream())
                            .toList();
                    DraftValues values = new DraftValues(analysis, order);
                    List<String> assumptions = Stream.concat(
                                    values.assumptions().stream(), DraftScope.beyond(analysis, order).stream())
                            .toList();
                    List<Verdict.Reason> reasons = given.report().verdict() instanceof Verdict.Rejected rejected
                            ? Stream.concat(unasked.stream(), rejected.reasons().stream())
                                    .toList()
                            : unasked;
                    GateResult result = unasked.isEmpty() ? given : given.refused(reasons);
                    List<String> wrong = DraftFindings.of(result);
                    List<String> questions = wrong.isEmpty() ? values.questions() : List.of();
                    return new DraftJudgement(
                            questions.isEmpty() ? result : result.refused(asked(questions)),
                            wrong,
                            questions,
                            assumptions);
                })
                .orElseGet(() -> new DraftJudgement(given, DraftFindings.of(given), List.of(), List.of()));
    }

    private static List<Verdict.Reason> asked(List<String> questions) {
        return questions.stream()
                .map(question -> new Verdict.Reason(question, "Answer it, and ask for the draft again."))
                .toList();
    }
}
