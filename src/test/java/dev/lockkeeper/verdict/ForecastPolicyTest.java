package dev.lockkeeper.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.checklist.ChecklistEvaluator;
import dev.lockkeeper.checklist.ChecklistReader;
import dev.lockkeeper.checklist.ChecklistResult;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.dryrun.QueryComparison;
import dev.lockkeeper.dryrun.RealRows;
import dev.lockkeeper.dryrun.RollbackProof;
import dev.lockkeeper.dryrun.Run;
import dev.lockkeeper.dryrun.forecast.ForecastEvidence;
import dev.lockkeeper.dryrun.forecast.Growth;
import dev.lockkeeper.dryrun.forecast.MeasuredForecast;
import dev.lockkeeper.dryrun.forecast.Sample;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.plan.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A measured forecast can ask for a person and nothing else; the checklist says what it rests on. */
class ForecastPolicyTest {
    @Test
    void aLongHoldThatLookedShortAsks() throws Exception {
        assertThat(verdict(Growth.LINEAR, 1_001))
                .isInstanceOfSatisfying(
                        Verdict.NeedsDecision.class,
                        needs -> assertThat(needs.decisions()).singleElement().satisfies(decision -> {
                            assertThat(decision.question()).contains("forecast from the dry run");
                            assertThat(decision.why()).contains("extrapolated from 300,000 rows");
                        }));
    }

    @Test
    void withinTheToleranceNobodyIsAsked() throws Exception {
        assertThat(verdict(Growth.LINEAR, 1_000)).isInstanceOf(Verdict.Approved.class);
    }

    @Test
    void aConstantStepIsJudgedByItsRunAlone() throws Exception {
        assertThat(verdict(Growth.CONSTANT, 5_000)).isInstanceOf(Verdict.Approved.class);
    }

    @Test
    void theChecklistSaysWhoseRowsItWas() throws Exception {
        assertThat(scale(Optional.empty())).isEqualTo("extrapolated from 300,000 rows");
        assertThat(scale(Optional.of(new RealRows(
                        RealRows.Kind.BACKUP,
                        "shop.dump",
                        Optional.empty(),
                        "nobody",
                        Optional.empty(),
                        Map.of(QualifiedName.of("public", "orders"), 7L),
                        Map.of()))))
                .isEqualTo("ran on backup shop.dump of an unknown date, 7 rows in the touched tables");
    }

    private static String scale(Optional<RealRows> source) throws Exception {
        Analysis analysis = analysis();
        Plan plan = ((PlanOutcome.Planned) Bench.plan(analysis)).plan();
        return new ChecklistEvaluator(ChecklistReader.shipped("production-migration"))
                        .evaluate(
                                analysis,
                                Bench.lint(analysis),
                                Optional.of(plan),
                                new DryRunOutcome.Ran(evidence(plan, source, Growth.LINEAR, 5)),
                                List.of())
                        .answers()
                        .stream()
                        .filter(answer -> answer.id().equals("tested-at-scale"))
                        .findFirst()
                        .orElseThrow()
                        .answer();
    }

    private static Verdict verdict(Growth growth, long likely) throws Exception {
        Analysis analysis = analysis();
        PlanOutcome outcome = Bench.plan(analysis);
        Plan plan = ((PlanOutcome.Planned) outcome).plan();
        return new Policy(PolicySettings.DEFAULTS)
                .decide(new Case(
                        analysis,
                        Bench.lint(analysis),
                        outcome,
                        Map.of(),
                        new DryRunOutcome.Ran(evidence(plan, Optional.empty(), growth, likely)),
                        new ChecklistResult("test", List.of()),
                        List.of()));
    }

    private static Analysis analysis() throws Exception {
        return Bench.analyse(16, "SET lock_timeout = '2s'; ALTER TABLE orders ADD COLUMN extra text");
    }

    private static Evidence evidence(Plan plan, Optional<RealRows> source, Growth growth, long likely) {
        List<MeasuredForecast> forecasts = plan.steps()
                .map(Step::id)
                .map(id -> new MeasuredForecast(
                        id, growth, 1, likely, likely * 2, 40_000_000, List.of(new Sample(300_000, 1, 5)), List.of()))
                .toList();
        return new Evidence(
                "16.15",
                "test",
                List.of(),
                Map.of(),
                new Run(List.of(), Optional.empty()),
                new Run(List.of(), Optional.empty()),
                new RollbackProof(List.of(new RollbackProof.Prefix(1, true, true, List.of())), List.of()),
                Optional.of(true),
                List.of(),
                List.of(),
                new ForecastEvidence(forecasts, List.of()),
                Optional.empty(),
                QueryComparison.NONE,
                List.of(),
                source,
                List.of());
    }
}
