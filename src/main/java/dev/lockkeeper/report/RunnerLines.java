package dev.lockkeeper.report;

import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.verdict.Verdict;
import java.util.List;

/** How the approved files get to the migration runner, a line for each release. */
final class RunnerLines {
    private RunnerLines() {}

    static List<String> of(SafetyReport report) {
        int through = report.verdict() instanceof Verdict.Approved approved ? approved.throughPhase() : 0;
        return report.runner().stream()
                .flatMap(runner -> runner.through(through).releases().stream())
                .map(release -> "Files for " + release.framework().displayName() + ": " + release.instruction() + " "
                        + String.join(
                                ", ",
                                release.migrations().stream()
                                        .flatMap(migration -> migration.files().stream())
                                        .map(PlanFile::path)
                                        .toList()))
                .toList();
    }
}
