package dev.lockkeeper.apply;

import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What a run would do now, and what it would refuse: the phases still to come, step by step. */
final class DryLines {
    private DryLines() {}

    static List<String> print(
            ApplyRequest request,
            StateStore state,
            ServerChecks checks,
            ApplyLimits limits,
            Clock clock,
            Consumer<String> line)
            throws SQLException {
        ApplyPlan plan = request.plan();
        boolean known = state.exists();
        Map<Integer, String> states = known ? state.phases(plan.key()) : Map.of();
        List<String> reasons = new ArrayList<>();
        boolean first = true;
        boolean open = true;
        for (ApplyPhase phase : plan.phases()) {
            String now = states.getOrDefault(phase.number(), "pending");
            if (now.equals("done")) {
                line.accept(phase.label() + ": applied before");
                continue;
            }
            boolean asked = request.through().isEmpty()
                    || phase.number() <= request.through().getAsInt();
            Map<Integer, StepState> steps =
                    now.equals("started") ? state.steps(plan.key(), Direction.UP, phase.number()) : Map.of();
            if (open
                    && steps.isEmpty()
                    && phase.boundary().isPresent()
                    && !Applier.confirmed(request.through(), phase)) {
                line.accept("-- stop: " + phase.boundary().get() + "; then --through " + phase.number());
                open = false;
            }
            if (!asked || !open) {
                line.accept(phase.label() + ": not now, " + phase.up().size() + " step(s)");
                continue;
            }
            if (first) {
                if (request.outside().isEmpty()) {
                    checks.window(clock.instant()).ifPresent(reasons::add);
                }
                if (steps.isEmpty()) {
                    checks.schemaBefore(phase).ifPresent(reasons::add);
                    reasons.addAll(checks.sizes(limits.growth()));
                }
                first = false;
            }
            line.accept(phase.label() + ":");
            for (ApplyUnit unit : phase.up()) {
                StepState step = steps.get(unit.number());
                line.accept("  " + (step == null ? "run    " : step.done() ? "done   " : "take up") + " " + unit.label()
                        + " [" + unit.mode().name().toLowerCase(java.util.Locale.ROOT) + "]");
                unit.statements()
                        .forEach(at -> line.accept("            "
                                + at.sql().strip().replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", " ")));
            }
        }
        return reasons;
    }
}
