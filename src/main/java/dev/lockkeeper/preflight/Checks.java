package dev.lockkeeper.preflight;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.plan.FailureSources;
import dev.lockkeeper.plan.PlanOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** From a migration's plan to the questions that production must answer; the same question is asked once. */
public final class Checks {
    private Checks() {}

    /** {@code production} is the catalog before any migration of the history. */
    public static List<Check> of(Analysis analysis, PlanOutcome outcome, Catalog production) {
        List<Check> checks = new ArrayList<>();
        String file = analysis.script().name();
        switch (outcome) {
            case PlanOutcome.Planned planned -> {
                FailureSources sources = new FailureSources(planned.plan(), analysis);
                planned.plan()
                        .steps()
                        .forEach(step -> sources.of(step)
                                .forEach(fails -> checks.add(check(file, step.id(), fails, production))));
            }
            case PlanOutcome.NoPlan none ->
                analysis.statements()
                        .forEach(at -> at.all(Effect.FailsOnData.class)
                                .forEach(fails -> checks.add(check(
                                        file, "statement " + at.statement().number(), fails, production))));
        }
        Set<Object> asked = new HashSet<>();
        return checks.stream()
                .filter(check -> asked.add(List.of(check.table(), check.columns(), check.question())))
                .toList();
    }

    private static Check check(String file, String step, Effect.FailsOnData fails, Catalog production) {
        return new Check(
                file,
                step,
                fails.table(),
                fails.columns(),
                fails.sqlState(),
                fails.message(),
                question(fails, production));
    }

    private static Check.Question question(Effect.FailsOnData fails, Catalog production) {
        Optional<Table> table = production.table(fails.table());
        if (table.isEmpty()) {
            return new Check.Question.NotYet("the migration makes the table; production has no rows of it");
        }
        Optional<String> made = fails.certain() || table.get().columnsUnknown()
                ? Optional.empty()
                : fails.columns().stream()
                        .filter(column -> table.get().column(column).isEmpty())
                        .findFirst();
        if (made.isPresent()) {
            return new Check.Question.NotYet(
                    "the migration makes the column " + made.get() + "; production has no values of it");
        }
        return fails.countQuery()
                .<Check.Question>map(Check.Question.Count::new)
                .orElseGet(() -> new Check.Question.NotCountable(
                        "no query asks this without the risk of a wrong answer: run the step on a clone"));
    }
}
