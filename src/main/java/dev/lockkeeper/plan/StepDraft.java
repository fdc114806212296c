package dev.lockkeeper.plan;

import dev.lockkeeper.effect.Forecast;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A step as a technique proposes it; the planner adds timeouts, locks, forecast and place.
 *
 * @param objects what the step changes, as {@code table}, {@code table.column} or {@code table.constraint}:
 *     a later statement that names one of them is never moved before this step
 * @param additions SQL of what the step adds knowingly beyond the original (the index of a foreign key): the
 *     schema is compared with the original plus these
 * @param forecast the technique's own forecast where the statement's does not say it: the whole of a batched write
 */
public record StepDraft(
        Phase.Kind phase,
        String title,
        List<String> statements,
        TransactionMode mode,
        Rollback rollback,
        List<String> notes,
        Set<String> objects,
        Optional<String> deployBefore,
        boolean online,
        List<String> additions,
        Optional<Forecast> forecast) {
    public StepDraft {
        additions = List.copyOf(additions);
        statements = List.copyOf(statements);
        notes = List.copyOf(notes);
        objects = Set.copyOf(objects);
    }

    /** The usual step: online, nothing to deploy first. */
    public static StepDraft of(
            Phase.Kind phase,
            String title,
            TransactionMode mode,
            Rollback rollback,
            Set<String> objects,
            String... sql) {
        return new StepDraft(
                phase,
                title,
                List.of(sql),
                mode,
                rollback,
                List.of(),
                objects,
                Optional.empty(),
                true,
                List.of(),
                Optional.empty());
    }

    public StepDraft noting(String... lines) {
        return new StepDraft(
                phase,
                title,
                statements,
                mode,
                rollback,
                List.of(lines),
                objects,
                deployBefore,
                online,
                additions,
                forecast);
    }

    /** The same step with other statements, and what these change. */
    StepDraft doing(List<String> sql, Set<String> changed, Rollback back) {
        return new StepDraft(phase, title, sql, mode, back, notes, changed, deployBefore, online, additions, forecast);
    }

    /** The same step in another phase. */
    StepDraft in(Phase.Kind other) {
        return new StepDraft(
                other, title, statements, mode, rollback, notes, objects, deployBefore, online, additions, forecast);
    }

    public StepDraft after(String deploy) {
        return new StepDraft(
                phase,
                title,
                statements,
                mode,
                rollback,
                notes,
                objects,
                Optional.of(deploy),
                online,
                additions,
                forecast);
    }

    public StepDraft offline() {
        return new StepDraft(
                phase, title, statements, mode, rollback, notes, objects, deployBefore, false, additions, forecast);
    }

    public StepDraft adding(String... sql) {
        return new StepDraft(
                phase, title, statements, mode, rollback, notes, objects, deployBefore, online, List.of(sql), forecast);
    }

    public StepDraft forecasting(Forecast value) {
        return new StepDraft(
                phase,
                title,
                statements,
                mode,
                rollback,
                notes,
                objects,
                deployBefore,
                online,
                additions,
                Optional.of(value));
    }
}
