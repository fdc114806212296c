package dev.lockkeeper.gate;

import dev.lockkeeper.plan.PhaseFiles;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.plan.runner.RunnerFiles;
import dev.lockkeeper.plan.runner.RunnerOutcome;
import dev.lockkeeper.plan.runner.RunnerWriter;
import dev.lockkeeper.sql.Script;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was planned, its files for psql, and those for the runner. */
record Planned(PlanOutcome outcome, Optional<Plan> plan, List<PlanFile> files, Optional<RunnerFiles> runner) {
    Planned {
        files = List.copyOf(files);
    }

    /** A plan that the runner would misread is none. */
    static Planned of(PlanOutcome outcome, MigrationRequest request, Script script, String id, Instant now) {
        return switch (outcome) {
            case PlanOutcome.NoPlan none -> none(none);
            case PlanOutcome.Planned planned -> {
                Plan plan = planned.plan();
                Optional<RunnerOutcome> written = new RunnerWriter(id, request.requester(), request.naming(), now)
                        .of(request.framework(), plan, script, request.name());
                yield written.isPresent() && written.get() instanceof RunnerOutcome.Refused refused
                        ? none(new PlanOutcome.NoPlan(List.of(refused.why())))
                        : new Planned(
                                outcome,
                                Optional.of(plan),
                                new PhaseFiles(id, request.name()).of(plan, script.text()),
                                written.map(form -> ((RunnerOutcome.Written) form).files()));
            }
        };
    }

    private static Planned none(PlanOutcome.NoPlan outcome) {
        return new Planned(outcome, Optional.empty(), List.of(), Optional.empty());
    }
}
