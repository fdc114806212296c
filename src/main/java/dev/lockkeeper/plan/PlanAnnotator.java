package dev.lockkeeper.plan;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.sql.SessionStatement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns drafts into steps: replays them in order, and writes down locks, forecast, timeouts and retry of each. */
final class PlanAnnotator {
    private final Reanalysis reanalysis;
    private final Analysis original;
    private final TimeoutPlanner timeouts;

    PlanAnnotator(Reanalysis reanalysis, Analysis original, TimeoutLimits limits) {
        this.reanalysis = reanalysis;
        this.original = original;
        this.timeouts = new TimeoutPlanner(limits);
    }

    /** The submitted bytes as the only phase. */
    PlanOutcome asWritten() {
        List<Step> steps = new ArrayList<>();
        Inverse inverse = new Inverse();
        for (StatementEffects at : original.statements()) {
            boolean silent = switch (at.statement().meaning()) {
                case SessionStatement.TransactionControl control -> true;
                case SessionStatement.SetVariable set -> true;
                default -> false;
            };
            if (!silent) {
                steps.add(step(
                        "1." + (steps.size() + 1),
                        Titles.of(at.statement().meaning()),
                        List.of(at.statement().sql()),
                        at.has(Effect.ForbiddenInTransaction.class)
                                ? TransactionMode.AUTOCOMMIT
                                : TransactionMode.TRANSACTION,
                        List.of(at),
                        submitted(at),
                        inverse.of(at, original),
                        List.of(),
                        List.of(at.statement().number()),
                        true));
            }
        }
        if (steps.isEmpty()) {
            return new PlanOutcome.NoPlan(
                    List.of("the script changes nothing: only transaction control and settings are left"));
        }
        return new PlanOutcome.Planned(new Plan(
                List.of(new Phase(1, Phase.Kind.EXPAND, steps, Optional.empty())),
                true,
                List.of(),
                List.of("The submitted text is safe as it stands: the phase file holds its bytes unchanged.")));
    }

    /** What the submitted text sets itself; how it is taken back is for us to say. */
    private TimeoutPlanner.Planned submitted(StatementEffects at) {
        long lock = at.transaction().lockTimeoutMillis().orElse(0);
        long statement = at.transaction().statementTimeoutMillis().orElse(0);
        long undo = timeouts.of(TransactionMode.TRANSACTION, List.of(at), original.context())
                .timeouts()
                .undoLockMillis();
        return new TimeoutPlanner.Planned(
                new Timeouts(lock, statement, undo, List.of("as the submitted text sets them.")),
                lock > 0 ? Retry.LOCK_TIMEOUT : Retry.NEVER);
    }

    PlanOutcome assemble(List<PlacedDraft> placed, List<String> additions) {
        List<Phase> phases = new ArrayList<>();
        Catalog catalog = original.start();
        for (List<PlacedDraft> group : PlacedDraft.phases(placed)) {
            int number = phases.size() + 1;
            List<Step> steps = new ArrayList<>();
            Set<String> deploys = new LinkedHashSet<>();
            for (PlacedDraft item : group) {
                StepDraft draft = item.draft();
                Analysis analysis = reanalysis.of(String.join(";\n", draft.statements()), catalog, original);
                catalog = analysis.end();
                draft.deployBefore().ifPresent(deploys::add);
                Step step = step(
                        number + "." + (steps.size() + 1),
                        draft.title(),
                        draft.statements(),
                        draft.mode(),
                        analysis.statements(),
                        timeouts.of(draft.mode(), analysis.statements(), original.context()),
                        draft.rollback(),
                        draft.notes(),
                        List.of(item.origin()),
                        draft.online());
                steps.add(draft.forecast().map(step::withForecast).orElse(step));
            }
            Optional<String> deploy = deploys.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", deploys));
            phases.add(new Phase(number, group.getFirst().draft().phase(), steps, deploy));
        }
        return new PlanOutcome.Planned(new Plan(phases, false, additions, List.of()));
    }

    private static Step step(
            String id,
            String title,
            List<String> sql,
            TransactionMode mode,
            List<StatementEffects> effects,
            TimeoutPlanner.Planned timeouts,
            Rollback rollback,
            List<String> notes,
            List<Integer> origin,
            boolean online) {
        Set<Effect> known = new LinkedHashSet<>();
        Forecast forecast = Forecast.INSTANT;
        for (StatementEffects at : effects) {
            at.effects().stream().filter(effect -> !OnNewTable.is(effect, at)).forEach(known::add);
            forecast = forecast.plus(at.forecast());
        }
        return new Step(
                id,
                title,
                sql,
                mode,
                timeouts.timeouts(),
                timeouts.retry(),
                List.copyOf(known),
                forecast,
                rollback,
                notes,
                origin,
                online);
    }
}
