package dev.lockkeeper.plan.technique;

import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.plan.Timeouts;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A plan as a golden file shows it: phases, statements, ways back; of a procedure of batches only the batch. */
final class PlanText {
    private static final Pattern BATCH = Pattern.compile("(?s)IF upto_key IS NULL THEN\\s+(.*?);\\s+ELSE");

    private PlanText() {}

    static String of(PlanOutcome outcome) {
        return switch (outcome) {
            case PlanOutcome.NoPlan none -> "-- no plan: " + String.join("; ", none.reasons()) + "\n";
            case PlanOutcome.Planned planned -> of(planned.plan());
        };
    }

    private static String of(Plan plan) {
        StringBuilder text = new StringBuilder();
        for (Phase phase : plan.phases()) {
            text.append("-- ").append(phase.label());
            phase.deployBefore().ifPresent(deploy -> text.append(": ").append(deploy));
            text.append('\n');
            phase.steps().forEach(step -> text.append(of(step)));
        }
        return text.toString();
    }

    /** Nothing is said where nothing is bounded. */
    private static String timeouts(Step step) {
        Timeouts timeouts = step.timeouts();
        return timeouts.lockMillis() == 0 && timeouts.statementMillis() == 0
                ? ""
                : " [lock " + timeouts.lockMillis() + " ms, statement "
                        + (timeouts.statementMillis() == 0 ? "off" : timeouts.statementMillis() + " ms") + "]";
    }

    private static String of(Step step) {
        StringBuilder text = new StringBuilder("--   " + step.title());
        if (!step.online()) {
            text.append(" [no online way: ")
                    .append(String.join(" ", step.notes()))
                    .append(']');
        }
        text.append(timeouts(step)).append('\n');
        for (String statement : step.statements()) {
            Matcher batch = BATCH.matcher(statement);
            text.append(batch.find() ? "-- batches of " + batch.group(1) : statement)
                    .append(";\n");
        }
        text.append("--     back: ")
                .append(
                        switch (step.rollback()) {
                            case Rollback.Undo undo ->
                                String.join("; ", undo.statements()).replace("\n", "\n--       ");
                            case Rollback.Nothing nothing -> "nothing, " + nothing.why();
                            case Rollback.Irreversible lost -> "none, lost is " + lost.lost();
                        })
                .append('\n');
        return text.toString();
    }
}
