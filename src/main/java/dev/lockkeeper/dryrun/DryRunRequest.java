package dev.lockkeeper.dryrun;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.plan.Plan;

/** What is to be executed: the original as analysed, its plan, and the schema text the shadow database starts from. */
public record DryRunRequest(Analysis original, Plan plan, String schemaSql, long rowBudget, long seed) {}
