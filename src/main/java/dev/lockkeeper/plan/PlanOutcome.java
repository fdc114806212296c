package dev.lockkeeper.plan;

import java.util.List;

/** What planning gives: a plan, or the reasons why there is none. */
public sealed interface PlanOutcome {
    record Planned(Plan plan) implements PlanOutcome {}

    /** {@code reasons} name the statement and what to change. */
    record NoPlan(List<String> reasons) implements PlanOutcome {
        public NoPlan {
            reasons = List.copyOf(reasons);
        }
    }
}
