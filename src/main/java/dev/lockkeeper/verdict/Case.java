package dev.lockkeeper.verdict;

import dev.lockkeeper.checklist.ChecklistResult;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.plan.PlanOutcome;
import java.util.List;
import java.util.Map;

/**
 * Everything the policy may look at.
 *
 * @param planLint the findings of the plan's own files by phase
 * @param answers of reviewers to questions of this very plan
 */
public record Case(
        Analysis analysis,
        LintResult lint,
        PlanOutcome plan,
        Map<Integer, LintResult> planLint,
        DryRunOutcome dryRun,
        ChecklistResult checklist,
        List<Answer> answers) {
    public Case {
        answers = List.copyOf(answers);
        planLint = Map.copyOf(planLint);
    }
}
