package dev.lockkeeper.verdict;

import dev.lockkeeper.checklist.ChecklistResult;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.plan.PlanOutcome;
import java.util.Map;

/** Everything the policy may look at. {@code planLint} holds the findings of the plan's own files by phase. */
public record Case(
        Analysis analysis,
        LintResult lint,
        PlanOutcome plan,
        Map<Integer, LintResult> planLint,
        DryRunOutcome dryRun,
        ChecklistResult checklist) {
    public Case {
        planLint = Map.copyOf(planLint);
    }
}
