package dev.lockkeeper.gate;

import dev.lockkeeper.context.Deployment;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.verdict.PolicySettings;
import java.util.ArrayList;
import java.util.List;

/** Everything the review did not look at, in words: never silent. */
final class NotChecked {
    private NotChecked() {}

    static List<String> list(Gate.Draft draft, Production production, PolicySettings policy) {
        List<String> list = new ArrayList<>();
        switch (draft.dryRun()) {
            case DryRunOutcome.Ran ran -> {
                list.addAll(ran.evidence().notChecked());
                ran.evidence()
                        .differences()
                        .forEach(difference -> list.add("The shadow database differs from production: " + difference));
                list.addAll(ran.evidence().forecast().notMeasured());
                list.addAll(ran.evidence().notEnforced());
                list.add(
                        "Durations on production's disks and under its load: forecasts are extrapolated, nothing ran there.");
                list.addAll(ran.evidence().queries().notCompared());
                ran.evidence()
                        .traffic()
                        .ifPresentOrElse(
                                traffic -> list.addAll(traffic.notReplayed()),
                                () -> list.add(
                                        "Traffic during the dry run: the statements ran on an otherwise idle server; --traffic measures them under load."));
            }
            case DryRunOutcome.Skipped skipped -> list.add("Nothing was executed: " + skipped.why());
            case DryRunOutcome.Unavailable unavailable -> list.add("Nothing was executed: " + unavailable.reason());
        }
        if (policy.backupMaxAge().isEmpty()
                && draft.dryRun() instanceof DryRunOutcome.Ran ran
                && ran.evidence().realRows().isPresent()) {
            list.add("The age of the rows of the backup or clone: lockkeeper.yaml switches the limit off.");
        }
        if (policy.contextMaxAge().isEmpty()) {
            list.add("The age of the context: lockkeeper.yaml switches the limit off.");
        }
        if (production.context().usageCoverage().isEmpty()) {
            list.add("Who uses what: the context does not say how many days its workload covers.");
        }
        if (production.context().outsidePeak()) {
            list.add("Traffic and locks at peak hours ("
                    + production
                            .context()
                            .deployment()
                            .flatMap(Deployment::peakHours)
                            .orElse("")
                    + "): the context was captured at "
                    + production.context().capturedHour().orElse(0)
                    + " h; its rates and running queries are a lower bound.");
        }
        draft.ignoredDecisions().forEach(ignored -> list.add("Ignored: " + ignored + "."));
        production.context().notCaptured().forEach(gap -> list.add("Not captured: " + gap));
        list.add(rows(draft.dryRun()));
        list.add("Whether the application was deployed as the phases ask.");
        return list;
    }

    private static String rows(DryRunOutcome dryRun) {
        return dryRun instanceof DryRunOutcome.Ran ran
                        && ran.evidence().realRows().isPresent()
                ? "Rows of production that came after the "
                        + ran.evidence().realRows().get().sentence() + "."
                : "Rows of production: only statistics and declared counts are known.";
    }
}
