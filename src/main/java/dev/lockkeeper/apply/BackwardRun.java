package dev.lockkeeper.apply;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes back what was applied, the last phase first, with the signed rollback files. Of a phase that was interrupted
 * only the steps that ran are taken back. Nothing is taken back when a phase that ran has no way back.
 */
final class BackwardRun {
    private final Applier.Run run;
    private final ApplyRequest request;
    private final ApplyPlan plan;
    private final List<Integer> undone = new ArrayList<>();

    BackwardRun(Applier.Run run, ApplyRequest request) {
        this.run = run;
        this.request = request;
        this.plan = request.plan();
    }

    ApplyOutcome run() throws SQLException, InterruptedException {
        if (!run.state().exists()) {
            return new ApplyOutcome.Refused(List.of("nothing of this plan was applied here. Check --url and --plan."));
        }
        Map<Integer, String> states = run.state().phases(plan.key());
        List<ApplyPhase> applied = plan.phases().stream()
                .filter(phase -> Set.of("started", "done", "undoing").contains(states.getOrDefault(phase.number(), "")))
                .toList();
        List<String> reasons = refusals(applied, states);
        if (!reasons.isEmpty()) {
            return new ApplyOutcome.Refused(reasons);
        }
        for (ApplyPhase phase : applied.reversed()) {
            Optional<ApplyOutcome> end = phase(phase);
            if (end.isPresent()) {
                return end.get();
            }
            undone.add(phase.number());
        }
        // The way back was proven over all phases together: what one of them leaves behind, an earlier one takes away.
        if (!applied.isEmpty()
                && !run.checks().fingerprint().equals(applied.getFirst().schemaBefore())) {
            return new ApplyOutcome.Stopped(
                    "after the rollback",
                    "everything was taken back, but the schema is not the one before the first phase: something else changed it meanwhile",
                    "`lockkeeper drift` shows the difference.");
        }
        return new ApplyOutcome.Completed(
                undone,
                undone.isEmpty() ? "nothing was applied, nothing to take back" : "took back phase(s) " + undone);
    }

    private List<String> refusals(List<ApplyPhase> applied, Map<Integer, String> states) throws SQLException {
        List<String> reasons = new ArrayList<>();
        Applier.window(run, request, reasons);
        for (ApplyPhase phase : applied) {
            boolean ran =
                    !run.state().steps(plan.key(), Direction.UP, phase.number()).isEmpty();
            if (phase.lost().isPresent() && ran) {
                reasons.add(phase.label() + " is past the point of no return ("
                        + phase.lost().get()
                        + "). Go on with the remaining steps, or write a migration that leads forward.");
            }
        }
        boolean whole = applied.stream().allMatch(phase -> "done".equals(states.get(phase.number())));
        if (reasons.isEmpty()
                && !applied.isEmpty()
                && whole
                && !run.checks().fingerprint().equals(applied.getLast().schemaAfter())) {
            reasons.add(
                    "the schema is not the one that " + applied.getLast().label()
                            + " left: something changed since. `lockkeeper drift` shows what; the way back was proven from there only.");
        }
        return reasons;
    }

    private Optional<ApplyOutcome> phase(ApplyPhase phase) throws SQLException, InterruptedException {
        Map<Integer, StepState> up = run.state().steps(plan.key(), Direction.UP, phase.number());
        Map<Integer, StepState> down = run.state().steps(plan.key(), Direction.DOWN, phase.number());
        run.state().phase(plan.key(), phase.number(), "undoing");
        Applier.tell(run.events(), "phase-rollback", phase);
        Set<String> ran = ran(phase, up);
        for (ApplyUnit unit : phase.down()) {
            Optional<StepState> known = Optional.ofNullable(down.get(unit.number()));
            if (known.map(StepState::done).orElse(false)
                    || unit.steps().stream().noneMatch(ran::contains)) {
                continue;
            }
            Optional<String> failed = run.runner()
                    .run(
                            unit,
                            new StateStore.Key(plan.key(), Direction.DOWN, phase.number(), unit.number()),
                            known.isPresent());
            if (failed.isPresent()) {
                return Optional.of(new ApplyOutcome.Stopped(
                        "rollback of " + unit.label(), failed.get(), "Go on: the same command with --rollback."));
            }
        }
        run.state().phase(plan.key(), phase.number(), "undone");
        run.state().forget(plan.key(), Direction.UP, phase.number());
        run.state().forget(plan.key(), Direction.DOWN, phase.number());
        Applier.tell(run.events(), "phase-undone", phase);
        return Optional.empty();
    }

    /** Steps that ended, and steps outside of transactions that were begun: their way back says IF EXISTS. */
    private static Set<String> ran(ApplyPhase phase, Map<Integer, StepState> up) {
        Set<String> ran = new HashSet<>();
        for (ApplyUnit unit : phase.up()) {
            StepState state = up.get(unit.number());
            if (state != null && (state.done() || !(unit.recovery() instanceof Recovery.RolledBack))) {
                ran.addAll(unit.steps());
            }
        }
        return ran;
    }
}
