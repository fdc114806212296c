package dev.lockkeeper.apply;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The phases of a plan in order, each with its checks before and after. */
final class ForwardRun {
    private final Applier.Run run;
    private final ApplyRequest request;
    private final ApplyLimits limits;
    private final ApplyPlan plan;
    private final HealthWatch health;
    private final List<Integer> finished = new ArrayList<>();
    private boolean wrote;

    ForwardRun(Applier.Run run, ApplyRequest request, ApplyLimits limits, HealthWatch health) {
        this.run = run;
        this.request = request;
        this.limits = limits;
        this.health = health;
        this.plan = request.plan();
    }

    ApplyOutcome run() throws SQLException, InterruptedException {
        boolean known = run.state().exists();
        Map<Integer, String> states = known ? run.state().phases(plan.key()) : Map.of();
        for (ApplyPhase phase : plan.phases()) {
            String state = states.getOrDefault(phase.number(), "pending");
            if (state.equals("done")) {
                continue;
            }
            if (request.through().isPresent()
                    && phase.number() > request.through().getAsInt()) {
                break;
            }
            Map<Integer, StepState> steps = state.equals("pending") || state.equals("undone")
                    ? Map.of()
                    : run.state().steps(plan.key(), Direction.UP, phase.number());
            Optional<ApplyOutcome> end = state.equals("undoing")
                    ? Optional.of(new ApplyOutcome.Refused(List.of("taking back " + phase.label()
                            + " was interrupted. Finish it first: the same command with --rollback.")))
                    : phase(phase, steps);
            if (end.isPresent()) {
                return end.get();
            }
            finished.add(phase.number());
        }
        return new ApplyOutcome.Completed(
                finished,
                finished.isEmpty()
                        ? "every phase asked for was applied before; nothing was executed"
                        : "applied phase(s) " + finished);
    }

    private Optional<ApplyOutcome> phase(ApplyPhase phase, Map<Integer, StepState> steps)
            throws SQLException, InterruptedException {
        boolean begun = !steps.isEmpty();
        if (!begun && phase.boundary().isPresent() && !Applier.confirmed(request.through(), phase)) {
            return Optional.of(new ApplyOutcome.StoppedAtBoundary(
                    finished, phase.number(), phase.boundary().get()));
        }
        List<String> reasons = before(phase, steps);
        if (!reasons.isEmpty()) {
            return Optional.of(
                    finished.isEmpty() && !wrote
                            ? new ApplyOutcome.Refused(reasons)
                            : new ApplyOutcome.Stopped(
                                    "before " + phase.label(),
                                    String.join(" ", reasons),
                                    "Nothing of it was executed."));
        }
        if (!wrote) {
            run.state().create();
            run.state().register(plan);
            wrote = true;
        }
        if (!begun) {
            run.state().forget(plan.key(), Direction.UP, phase.number());
            run.state().forget(plan.key(), Direction.DOWN, phase.number());
        }
        run.state().phase(plan.key(), phase.number(), "started");
        Applier.tell(run.events(), begun ? "phase-resumed" : "phase-started", phase);
        for (ApplyUnit unit : phase.up()) {
            Optional<StepState> known = Optional.ofNullable(steps.get(unit.number()));
            if (known.map(StepState::done).orElse(false)) {
                continue;
            }
            Optional<String> failed = run.runner()
                    .run(
                            unit,
                            new StateStore.Key(plan.key(), Direction.UP, phase.number(), unit.number()),
                            known.isPresent());
            if (failed.isPresent()) {
                return Optional.of(stopped(phase, unit, failed.get()));
            }
        }
        return after(phase);
    }

    /** What must hold before the first write of the phase, or before going on with it. */
    private List<String> before(ApplyPhase phase, Map<Integer, StepState> steps) throws SQLException {
        List<String> reasons = new ArrayList<>();
        Applier.window(run, request, reasons);
        if (steps.isEmpty()) {
            run.checks().schemaBefore(phase).ifPresent(reasons::add);
            reasons.addAll(run.checks().sizes(limits.growth()));
        }
        for (ApplyUnit unit : phase.up()) {
            StepState known = steps.get(unit.number());
            if (known != null && !known.digest().equals(unit.digest())) {
                reasons.add("step " + unit.label() + " was begun with other SQL than this approval signs."
                        + " Go on with the approval it was begun with, or take it back with --rollback first.");
            }
        }
        return reasons;
    }

    private Optional<ApplyOutcome> after(ApplyPhase phase) throws SQLException {
        if (!run.checks().fingerprint().equals(phase.schemaAfter())) {
            return Optional.of(new ApplyOutcome.Stopped(
                    "after " + phase.label(),
                    "all steps ran, but the schema is not the one that the dry run proved: something else changed it meanwhile",
                    "`lockkeeper drift` shows the difference. When it is gone, run the same command again;"
                            + " or take the phase back with --rollback."));
        }
        run.state().phase(plan.key(), phase.number(), "done");
        Applier.tell(run.events(), "phase-done", phase);
        return Optional.empty();
    }

    private ApplyOutcome stopped(ApplyPhase phase, ApplyUnit unit, String why) {
        String next = "The database is consistent. Go on: the same command."
                + (phase.lost().isPresent()
                        ? " " + phase.label() + " cannot be taken back."
                        : " Take it back: the same command with --rollback.");
        return run.runner().atLimit()
                ? new ApplyOutcome.AtLimit(unit.label(), why, health.numbers(), next)
                : new ApplyOutcome.Stopped(unit.label(), why, next);
    }
}
