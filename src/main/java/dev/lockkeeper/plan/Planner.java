package dev.lockkeeper.plan;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.sql.ScriptStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From an analysed script to the plan: the same bytes when they are safe as they stand; otherwise each statement
 * by the first technique that fits it, each in a transaction of its own, ordered by phase and dependency.
 */
public final class Planner {
    private final List<Technique> techniques;
    private final Reanalysis reanalysis;
    private final TimeoutLimits limits;

    /** With the limits that hold when nothing is configured. */
    public Planner(List<Technique> techniques, Reanalysis reanalysis) {
        this(techniques, reanalysis, TimeoutLimits.DEFAULTS);
    }

    public Planner(List<Technique> techniques, Reanalysis reanalysis, TimeoutLimits limits) {
        this.limits = limits;
        this.techniques = techniques.stream()
                .sorted(java.util.Comparator.comparingInt(Technique::order)
                        .thenComparing(technique -> technique.getClass().getSimpleName()))
                .toList();
        this.reanalysis = reanalysis;
    }

    /** {@code findings} are those of the same analysis. */
    public PlanOutcome plan(Analysis analysis, LintResult findings) {
        List<String> obstacles = obstacles(analysis);
        if (!obstacles.isEmpty()) {
            return new PlanOutcome.NoPlan(obstacles);
        }
        PlanAnnotator annotator = new PlanAnnotator(reanalysis, analysis, limits);
        if (findings.clean() && waitsAsAllowed(analysis)) {
            return annotator.asWritten();
        }
        List<Unit> units = new Units(reanalysis).of(analysis);
        List<DraftedUnit> apart = units.stream()
                .map(unit -> new DraftedUnit(unit, drafts(unit.statement(), unit.analysis())))
                .toList();
        List<DraftedUnit> drafted = MadeAgain.together(apart).orElseGet(() -> ViewsAround.narrowed(apart));
        List<PlacedDraft> placed = new ArrayList<>();
        List<String> additions = new ArrayList<>();
        for (DraftedUnit unit : drafted) {
            placed.addAll(PlacedDraft.place(unit.drafts(), unit.unit().origin(), placed));
            unit.drafts().forEach(draft -> additions.addAll(draft.additions()));
        }
        if (placed.isEmpty()) {
            return new PlanOutcome.NoPlan(
                    List.of("the script changes nothing: only transaction control and settings are left"));
        }
        return annotator.assemble(placed, additions);
    }

    /** A clean script may still wait longer for its locks than policy allows: it is then planned with shorter waits. */
    private boolean waitsAsAllowed(Analysis analysis) {
        return analysis.statements().stream()
                .filter(at -> at.all(Effect.AcquiresLock.class)
                        .anyMatch(lock -> lock.mode().blocksWrites()))
                .allMatch(at -> at.transaction().lockTimeoutMillis().orElse(0) <= limits.longestLockMillis());
    }

    private List<StepDraft> drafts(StatementEffects at, Analysis analysis) {
        for (Technique technique : techniques) {
            Optional<List<StepDraft>> answer = technique.apply(at, analysis, reanalysis);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw new IllegalStateException("no technique takes every statement; AsWritten should");
    }

    /** What makes a plan impossible: nothing unread, unmodelled or refused may be planned around. */
    private static List<String> obstacles(Analysis analysis) {
        return analysis.statements().stream().flatMap(Planner::obstacles).toList();
    }

    private static Stream<String> obstacles(StatementEffects at) {
        ScriptStatement statement = at.statement();
        String where = "statement " + statement.number() + " (line "
                + statement.position().line() + "): ";
        return at.effects().stream().flatMap(effect -> switch (effect) {
            case Effect.Unmodelled unmodelled ->
                Stream.of(
                        where + unmodelled.what()
                                + " is not modelled, so nothing can be promised about it; use a form that `lockkeeper effects` knows, or have a person run it apart");
            case Effect.Refused refused ->
                Stream.of(where + "PostgreSQL refuses it: " + refused.message() + " (" + refused.sqlState() + ")");
            case Effect.FailsOnData fails
            when fails.certain() ->
                Stream.of(where + "it fails on the first existing row: " + fails.message() + " (" + fails.sqlState()
                        + "); say which value existing rows get, for example DEFAULT 'x' in the same ADD COLUMN");
            case Effect.AcquiresLock lock -> Stream.empty();
            case Effect.RewritesTable rewrite -> Stream.empty();
            case Effect.ScansTable scan -> Stream.empty();
            case Effect.BuildsIndex build -> Stream.empty();
            case Effect.WritesRows writes -> Stream.empty();
            case Effect.FailsOnData fails -> Stream.empty();
            case Effect.BreaksRunningCode breaks -> Stream.empty();
            case Effect.DestroysData destroys -> Stream.empty();
            case Effect.ForbiddenInTransaction forbidden -> Stream.empty();
            case Effect.WaitsForOlderTransactions waits -> Stream.empty();
            case Effect.ChangesRights rights -> Stream.empty();
            case Effect.HoldsTransactionOpen held -> Stream.empty();
        });
    }
}
