package dev.lockkeeper.plan.runner;

import dev.lockkeeper.effect.RunnerTransactions;
import dev.lockkeeper.plan.PlanFile;
import java.util.List;
import java.util.Optional;

/**
 * One migration as the runner counts them.
 *
 * @param name without ending: unique in the runner's folder
 * @param files all of its files; what takes it back is marked as rollback
 * @param judged the SQL of the way forward in the runner's format, for the linter
 * @param transactions which statements commit together, where the SQL does not say it because the switch stands in
 *     another file
 * @param planLine the line of {@code sqitch.plan} that names it
 */
public record RunnerMigration(
        int phase,
        String name,
        List<PlanFile> files,
        Judged judged,
        Optional<RunnerTransactions> transactions,
        Optional<String> planLine) {
    public RunnerMigration {
        files = List.copyOf(files);
    }

    RunnerMigration(
            int phase, String name, List<PlanFile> files, Judged judged, Optional<RunnerTransactions> transactions) {
        this(phase, name, files, judged, transactions, Optional.empty());
    }

    /** A file that the linter reads. */
    public record Judged(String path, String sql) {}
}
