package dev.lockkeeper.verdict;

import dev.lockkeeper.checklist.ChecklistResult;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.plan.PlanOutcome;

/** Everything the policy may look at. {@code planLint} holds the findings of the plan's own files. */
public record Case(
        Analysis analysis,
        LintResult lint,
        PlanOutcome plan,
        LintResult planLint,
        DryRunOutcome dryRun,
        ChecklistResult checklist) {}
