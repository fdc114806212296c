package dev.lockkeeper.dryrun.explain;

import java.util.List;

/** A query of production with its plan before the migration and after each phase, with production's sizes. */
public record ExplainedQuery(String label, PlanShape before, List<After> after) {
    public ExplainedQuery {
        after = List.copyOf(after);
    }

    /** After the phase of this number. */
    public record After(int phase, Explained plan) {}
}
