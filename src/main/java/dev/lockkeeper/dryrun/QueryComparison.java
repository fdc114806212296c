package dev.lockkeeper.dryrun;

import java.util.List;

/**
 * Production's statements on the touched tables, explained before the plan and after each of its phases.
 *
 * @param compared how many statements were explained
 * @param worse statements for which no index is left that could serve them
 * @param notCompared statements that could not be explained, with the reason
 */
public record QueryComparison(int compared, List<Worse> worse, List<String> notCompared) {
    public static final QueryComparison NONE = new QueryComparison(0, List.of(), List.of());

    public QueryComparison {
        worse = List.copyOf(worse);
        notCompared = List.copyOf(notCompared);
    }

    /**
     * A statement that could use an index before and must read a large table in full after a phase.
     *
     * @param phase number of the phase
     * @param what statement and table, in words
     */
    public record Worse(int phase, String what) {}
}
