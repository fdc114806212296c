package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.explain.ExplainedQuery;
import dev.lockkeeper.dryrun.explain.PlanChange;
import java.util.List;

/**
 * Production's statements on the touched tables, explained before the plan and after each of its phases.
 *
 * @param compared how many statements were explained
 * @param worse statements that are worse off after a phase
 * @param plans what the planner chooses when it sees production's sizes and distributions
 * @param notCompared statements that could not be explained, with the reason
 */
public record QueryComparison(int compared, List<Worse> worse, List<ExplainedQuery> plans, List<String> notCompared) {
    public static final QueryComparison NONE = new QueryComparison(0, List.of(), List.of(), List.of());

    public QueryComparison {
        worse = List.copyOf(worse);
        plans = List.copyOf(plans);
        notCompared = List.copyOf(notCompared);
    }

    /** In what a statement is worse off. */
    public enum How {
        /** It must read a large table in full, and used an index before. */
        LOST_INDEX,
        /** The planner reads a large table in full, and did not before. */
        FULL_SCAN,
        /** Its plan costs at least ten times as much. */
        COSTLIER,
        /** The server refuses it. */
        REFUSED,
        /** The server refuses it, after a phase that asks for an application that does without it. */
        REFUSED_AFTER_DEPLOYMENT;

        static How of(PlanChange.Kind kind, boolean deployed) {
            return switch (kind) {
                case FULL_SCAN -> FULL_SCAN;
                case COSTLIER -> COSTLIER;
                case REFUSED -> deployed ? REFUSED_AFTER_DEPLOYMENT : REFUSED;
            };
        }
    }

    /**
     * A statement that is worse off after a phase.
     *
     * @param phase number of the phase
     * @param what statement and table, in words
     */
    public record Worse(int phase, How how, String what) {
        /** One sentence without its subject's phase. */
        public String sentence() {
            return switch (how) {
                case LOST_INDEX -> what + ", and used an index before";
                case FULL_SCAN -> what + " at production's size, and did not before";
                case COSTLIER -> what + " at production's size";
                case REFUSED -> what + ", and was not before";
                case REFUSED_AFTER_DEPLOYMENT -> what + ", after an application that does without it is deployed";
            };
        }
    }
}
