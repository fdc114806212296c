package dev.lockkeeper.plan;

import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.pg.LockMode;
import java.util.ArrayList;
import java.util.Comparator;
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
        this.reviewId = oneLine(reviewId);
        this.migration = oneLine(migration);
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

    private String header(Phase phase, String what) {
        return "-- Lockkeeper review " + reviewId + ": " + migration + ", " + what + "\n"
                + "-- Run it with: psql -v ON_ERROR_STOP=1 -f FILE (each statement commits by itself unless BEGIN says otherwise).\n"
                + "-- The application must have deployed before: "
                + oneLine(phase.deployBefore().orElse("nothing.")) + "\n";
    }

    private String forward(Phase phase, int phases) {
        StringBuilder text = new StringBuilder(header(
                phase,
                "phase " + phase.number() + " of " + phases + " ("
                        + phase.kind().name().toLowerCase(Locale.ROOT) + ")"));
        text.append(
                phase.irreversible()
                        ? "-- POINT OF NO RETURN: this phase cannot be taken back.\n"
                        : "-- To take it back: " + ROLLBACK + phase.fileName() + "\n");
        for (Step step : phase.steps()) {
            text.append('\n').append(comments(step));
            run(text, step.statements(), step.mode(), step.timeouts());
        }
        return text.toString();
    }

    /** Undoes the steps of the phase, the last one first. */
    private Optional<String> rollback(Phase phase) {
        if (phase.irreversible()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(header(phase, "rollback of phase " + phase.number()));
        for (Step step : phase.steps().reversed()) {
            text.append("\n-- Takes back step ")
                    .append(step.id())
                    .append(": ")
                    .append(oneLine(step.title()))
                    .append('\n');
            switch (step.rollback()) {
                case Rollback.Undo undo ->
                    run(
                            text,
                            undo.statements(),
                            undo.mode(),
                            undo.mode() == TransactionMode.TRANSACTION ? new Timeouts(2_000, 0) : Timeouts.NONE);
                case Rollback.Nothing nothing ->
                    text.append("-- Nothing to do: ")
                            .append(oneLine(nothing.why()))
                            .append('\n');
                case Rollback.Irreversible lost ->
                    throw new PlanningException("an irreversible step in a reversible phase");
            }
        }
        return Optional.of(text.toString());
    }

    private static void run(StringBuilder text, List<String> statements, TransactionMode mode, Timeouts timeouts) {
        boolean block = mode == TransactionMode.TRANSACTION;
        String set = block ? "SET LOCAL " : "SET ";
        if (block) {
            text.append("BEGIN;\n");
        }
        text.append(set)
                .append("lock_timeout = ")
                .append(setting(timeouts.lockMillis()))
                .append(";\n");
        text.append(set)
                .append("statement_timeout = ")
                .append(setting(timeouts.statementMillis()))
                .append(";\n");
        statements.forEach(statement -> text.append(statement.strip()).append(";\n"));
        text.append(block ? "COMMIT;\n" : "RESET lock_timeout;\nRESET statement_timeout;\n");
    }

    private static String setting(long millis) {
        return millis == 0 ? "0" : millis % 1000 == 0 ? "'" + millis / 1000 + "s'" : "'" + millis + "ms'";
    }

    private static String comments(Step step) {
        StringBuilder text = new StringBuilder();
        line(text, "Step " + step.id() + ": " + step.title());
        line(
                text,
                "Lock: " + locks(step) + "; forecast " + step.forecast().display() + " ("
                        + step.forecast().basis() + ")");
        line(
                text,
                step.mode() == TransactionMode.AUTOCOMMIT
                        ? "Abort: SELECT pg_cancel_backend(pid) of this session; it can be run again."
                        : "Abort: lock_timeout gives up after "
                                + Forecast.human(step.timeouts().lockMillis())
                                + " of waiting; by hand SELECT pg_cancel_backend(pid). Nothing is left behind.");
        if (step.retry().attempts() > 1) {
            line(
                    text,
                    "Retry: after SQLSTATE 55P03 (lock_timeout) up to "
                            + step.retry().attempts() + " times, pausing longer each time.");
        }
        if (!step.online()) {
            line(text, "NO ONLINE TECHNIQUE: run this in a window.");
        }
        if (step.rollback() instanceof Rollback.Irreversible lost) {
            line(text, "CANNOT BE TAKEN BACK: " + lost.lost());
        }
        step.notes().forEach(note -> line(text, note));
        return text.toString();
    }

    /** The strongest lock of each relation, strongest first, and whom it makes wait. */
    private static String locks(Step step) {
        List<Effect.AcquiresLock> strongest = step.locks().stream()
                .filter(lock -> step.locks().stream()
                        .noneMatch(other -> other.relation().equals(lock.relation())
                                && other.mode().compareTo(lock.mode()) > 0))
                .filter(lock -> lock.mode().compareTo(LockMode.ACCESS_SHARE) > 0)
                .sorted(Comparator.comparing(Effect.AcquiresLock::mode)
                        .reversed()
                        .thenComparing(Effect.AcquiresLock::relation))
                .toList();
        if (strongest.isEmpty()) {
            return "none that anybody waits for";
        }
        return String.join(
                ", ",
                strongest.stream()
                        .map(lock -> lock.mode().sql() + " on "
                                + lock.relation().display() + " (" + blocks(lock.mode()) + ")")
                        .distinct()
                        .toList());
    }

    /** Whom a mode makes wait, in words. */
    public static String blocks(LockMode mode) {
        return mode.blocksReads()
                ? "blocks reads and writes"
                : mode.blocksWrites() ? "blocks writes" : "blocks neither reads nor writes";
    }

    private static void line(StringBuilder text, String words) {
        text.append("-- ").append(oneLine(words)).append('\n');
    }

    /** Names come from hostile text: nothing may end the comment line. */
    private static String oneLine(String words) {
        return words.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085]+", " ").replaceAll("\\p{Cf}", "");
    }
}
