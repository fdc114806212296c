package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Plan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A part of a migration that is measured by itself; {@code deployed} when the application must have been deployed anew before it or an earlier one. */
record Stage(int phase, String label, boolean deployed, Work work) {
    /** Runs it in the migration's session. */
    interface Work {
        void run(MigrationSession session) throws SQLException, InterruptedException;
    }

    static List<Stage> original(Analysis analysis) {
        return List.of(new Stage(0, "submitted text", false, session -> session.original(analysis)));
    }

    static List<Stage> plan(Plan plan) {
        List<Stage> stages = new ArrayList<>();
        boolean deployed = false;
        for (Phase phase : plan.phases()) {
            // What was deployed before an earlier phase still is.
            deployed |= phase.deployBefore().isPresent();
            stages.add(new Stage(phase.number(), phase.label(), deployed, session -> session.phase(phase)));
        }
        return List.copyOf(stages);
    }
}
