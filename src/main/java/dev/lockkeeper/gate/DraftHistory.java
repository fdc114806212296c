package dev.lockkeeper.gate;

import dev.lockkeeper.draft.DraftOutcome;
import dev.lockkeeper.draft.Usage;
import dev.lockkeeper.report.DraftStory;
import dev.lockkeeper.sql.ScriptStatement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rounds of one wish so far, and whether the model repeats itself. */
final class DraftHistory {
    private final DraftOrder order;
    private final String model;
    private final Optional<Usage.Price> price;
    private final List<DraftStory.Round> rounds = new ArrayList<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private final Set<String> assumptions = new LinkedHashSet<>();
    private List<String> statements = List.of();
    private List<String> questions = List.of();
    private Optional<GateResult> result = Optional.empty();
    private Usage usage = Usage.NONE;

    DraftHistory(DraftOrder order, String model, Optional<Usage.Price> price) {
        this.order = order;
        this.model = model;
        this.price = price;
    }

    DraftStory.Round last() {
        return rounds.getLast();
    }

    String lastProposed() {
        return rounds.isEmpty() ? "" : last().proposed();
    }

    List<String> lastWrong() {
        return rounds.isEmpty() ? List.of() : last().wrong();
    }

    void failed(int number, DraftOutcome.Failed failed) {
        add(number, "", List.of(failed.reason()), List.of(), failed.usage());
    }

    /** Whether the same text, or the same mistake, came before. */
    boolean unusable(int number, DraftOutcome.Unusable unusable) {
        return add(number, unusable.answer(), List.of(unusable.problem()), List.of(), unusable.usage());
    }

    void asked(int number, DraftOutcome.Proposed proposed) {
        questions = proposed.proposal().questions();
        assumptions.addAll(proposed.proposal().assumptions());
        add(number, proposed.proposal().sql(), List.of(), List.of(), proposed.usage());
    }

    /** Whether the same text, or the same mistake, came before. */
    boolean judged(int number, DraftOutcome.Proposed proposed, DraftJudgement judgement) {
        List<String> now = judgement.result().report().analysis().stream()
                .flatMap(analysis -> analysis.script().statements().stream())
                .map(ScriptStatement::sql)
                .toList();
        List<String> changed = rounds.isEmpty() ? List.of() : DraftChanges.between(statements, now);
        statements = now;
        result = Optional.of(judgement.result());
        questions = judgement.questions();
        assumptions.clear();
        assumptions.addAll(proposed.proposal().assumptions());
        assumptions.addAll(judgement.assumptions());
        return add(number, proposed.proposal().sql(), judgement.wrong(), changed, proposed.usage());
    }

    private boolean add(int number, String proposed, List<String> wrong, List<String> changed, Usage spent) {
        boolean sameMistake = !rounds.isEmpty() && !wrong.isEmpty() && wrong.equals(lastWrong());
        boolean sameText = !seen.add(DraftAuthors.spelling(proposed)) && !wrong.isEmpty();
        usage = usage.plus(spent);
        rounds.add(new DraftStory.Round(number, proposed, wrong, changed, spent));
        return sameMistake || sameText;
    }

    DraftRun run(DraftRun.End end) {
        DraftStory story = new DraftStory(
                order.intent(),
                order.said(),
                model,
                rounds,
                sentence(end),
                List.copyOf(assumptions),
                questions,
                result.map(each -> DraftAuthors.of(each.report(), order)).orElse(List.of()),
                usage,
                usage.cost(price));
        return new DraftRun(story, result.map(each -> each.drafted(story)), end);
    }

    private static String sentence(DraftRun.End end) {
        return switch (end) {
            case DraftRun.End.Judged judged -> "The gate's verdict stands.";
            case DraftRun.End.Asks asks -> "A person must answer first; nothing was invented.";
            case DraftRun.End.Repeats repeats -> "The model repeated itself, so it was not asked again.";
            case DraftRun.End.Spent(int number) -> "No draft passed in " + number + " rounds.";
            case DraftRun.End.Failed(DraftOutcome.Failed failure) -> failure.reason() + " " + failure.nextStep();
        };
    }
}
