package dev.lockkeeper.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The plan as files, byte for byte what is signed: one SQL file a phase and its rollback file. Each file says what
 * it is; each step says its lock, whom it blocks, for how long, and how to abort it.
 */
public final class PhaseFiles {
    private static final String ROLLBACK = "rollback/";

    private final String reviewId;
    private final String migration;

    public PhaseFiles(String reviewId, String migration) {
        this.reviewId = StepComments.oneLine(reviewId);
        this.migration = StepComments.oneLine(migration);
    }

    /** All files of the plan in order: phases first, then rollbacks; {@code original} is the submitted text. */
    public List<PlanFile> of(Plan plan, String original) {
        List<PlanFile> files = new ArrayList<>();
        for (Phase phase : plan.phases()) {
            files.add(new PlanFile(
                    phase.fileName(),
                    phase.number(),
                    false,
                    plan.asWritten() ? original : forward(phase, plan.phases().size())));
        }
        for (Phase phase : plan.phases()) {
            rollback(phase)
                    .ifPresent(
                            text -> files.add(new PlanFile(ROLLBACK + phase.fileName(), phase.number(), true, text)));
        }
        return files;
    }

    private String header(Phase phase, String what, boolean session) {
        return "-- Lockkeeper review " + reviewId + ": " + migration + ", " + what + "\n"
                + "-- Run it with: psql -v ON_ERROR_STOP=1 -f FILE (each statement commits by itself unless BEGIN says otherwise).\n"
                + (session
                        ? "-- Connect to the server itself, not through a pooler that hands out transactions: this file sets its session's timeouts.\n"
                        : "")
                + "-- The application must have deployed before: "
                + StepComments.oneLine(phase.deployBefore().orElse("nothing.")) + "\n";
    }

    private String forward(Phase phase, int phases) {
        StringBuilder text = new StringBuilder(header(
                phase,
                "phase " + phase.number() + " of " + phases + " ("
                        + phase.kind().name().toLowerCase(Locale.ROOT) + ")",
                phase.steps().stream().anyMatch(step -> step.mode() == TransactionMode.AUTOCOMMIT)));
        text.append(
                phase.irreversible()
                        ? "-- POINT OF NO RETURN: this phase cannot be taken back.\n"
                        : "-- To take it back: " + ROLLBACK + phase.fileName() + "\n");
        for (Step step : phase.steps()) {
            text.append('\n').append(StepComments.of(step));
            run(text, Section.forward(step));
        }
        return text.toString();
    }

    /** Undoes the steps of the phase, the last one first. */
    private Optional<String> rollback(Phase phase) {
        if (phase.irreversible()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(header(
                phase,
                "rollback of phase " + phase.number(),
                phase.steps().stream()
                        .anyMatch(step -> step.rollback() instanceof Rollback.Undo undo
                                && undo.mode() == TransactionMode.AUTOCOMMIT)));
        for (Step step : phase.steps().reversed()) {
            text.append("\n-- Takes back step ")
                    .append(step.id())
                    .append(": ")
                    .append(StepComments.oneLine(step.title()))
                    .append('\n');
            switch (step.rollback()) {
                case Rollback.Undo undo -> run(text, Section.back(step, undo));
                case Rollback.Nothing nothing ->
                    text.append("-- Nothing to do: ")
                            .append(StepComments.oneLine(nothing.why()))
                            .append('\n');
                case Rollback.Irreversible lost ->
                    throw new PlanningException("an irreversible step in a reversible phase");
            }
        }
        return Optional.of(text.toString());
    }

    private static void run(StringBuilder text, Section section) {
        (section.mode() == TransactionMode.TRANSACTION ? section.ownTransaction() : section.session())
                .forEach(statement -> text.append(statement).append(";\n"));
    }
}
