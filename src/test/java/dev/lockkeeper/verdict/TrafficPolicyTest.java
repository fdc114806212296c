package dev.lockkeeper.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.checklist.ChecklistResult;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.dryrun.QueryComparison;
import dev.lockkeeper.dryrun.RollbackProof;
import dev.lockkeeper.dryrun.Run;
import dev.lockkeeper.dryrun.forecast.ForecastEvidence;
import dev.lockkeeper.dryrun.traffic.Latency;
import dev.lockkeeper.dryrun.traffic.Offered;
import dev.lockkeeper.dryrun.traffic.PhaseTraffic;
import dev.lockkeeper.dryrun.traffic.StatementFailure;
import dev.lockkeeper.dryrun.traffic.StatementFailure.Cause;
import dev.lockkeeper.dryrun.traffic.TrafficEvidence;
import dev.lockkeeper.dryrun.traffic.TrafficRun;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What measured traffic may do to a verdict: the plan's asks for a person, the submitted text's does nothing. */
class TrafficPolicyTest {
    private static final PhaseTraffic CALM = window(0, List.of(), Optional.empty());

    /** Lines of: what happened, to the submitted text, to the plan's phase 1, is a person asked, and with which words. */
    private record Row(String name, PhaseTraffic original, PhaseTraffic plan, Optional<String> asks) {}

    @TestFactory
    Stream<DynamicTest> whoIsAsked() {
        PhaseTraffic horror =
                window(600_000, List.of(failure(Cause.MIGRATION)), Optional.of("40P01: deadlock detected"));
        return Stream.of(
                        new Row("nothing happened", CALM, CALM, Optional.empty()),
                        new Row("the submitted text stopped the shop", horror, CALM, Optional.empty()),
                        new Row(
                                "the plan waited for its lock_timeout of 2 s",
                                CALM,
                                window(2_000, List.of(), Optional.empty()),
                                Optional.empty()),
                        new Row(
                                "and held the lock for a generous second",
                                CALM,
                                window(3_000, List.of(), Optional.empty()),
                                Optional.empty()),
                        new Row(
                                "the plan stalled the application for longer",
                                CALM,
                                window(3_001, List.of(), Optional.empty()),
                                Optional.of("waited too long behind phase 1 expand")),
                        new Row(
                                "the plan made a statement fail",
                                CALM,
                                window(0, List.of(failure(Cause.MIGRATION)), Optional.empty()),
                                Optional.of("fail: insert into orders (23502)")),
                        new Row(
                                "a statement failed that the deployment removes",
                                CALM,
                                window(0, List.of(failure(Cause.DEPLOYMENT)), Optional.empty()),
                                Optional.empty()),
                        new Row(
                                "a sampled value was refused",
                                CALM,
                                window(0, List.of(failure(Cause.SAMPLED_VALUE)), Optional.empty()),
                                Optional.empty()),
                        new Row(
                                "a statement failed as it always does",
                                CALM,
                                window(0, List.of(failure(Cause.BASELINE)), Optional.empty()),
                                Optional.empty()),
                        new Row(
                                "the plan did not get through",
                                CALM,
                                window(0, List.of(), Optional.of("55P03: canceling statement due to lock timeout")),
                                Optional.of("did not get through")))
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> judged(row)));
    }

    private static void judged(Row row) throws Exception {
        Analysis analysis = Bench.analyse(16, "SET lock_timeout = '2s'; ALTER TABLE orders ADD COLUMN extra text");
        PlanOutcome outcome = Bench.plan(analysis);
        Plan plan = ((PlanOutcome.Planned) outcome).plan();
        Evidence evidence = new Evidence(
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
                ForecastEvidence.NONE,
                Optional.of(new TrafficEvidence(
                        new Offered(80, 20, "test", List.of()), run(row.original()), run(row.plan()), List.of())),
                QueryComparison.NONE,
                List.of(),
                Optional.empty(),
                List.of());
        Verdict verdict = new Policy(PolicySettings.DEFAULTS)
                .decide(new Case(
                        analysis,
                        Bench.lint(analysis),
                        outcome,
                        Map.of(),
                        new DryRunOutcome.Ran(evidence),
                        new ChecklistResult("test", List.of()),
                        List.of()));
        assertThat(plan.phases()).hasSize(1);
        if (row.asks().isEmpty()) {
            assertThat(verdict).isInstanceOf(Verdict.Approved.class);
        } else {
            assertThat(verdict).isInstanceOf(Verdict.NeedsDecision.class);
            assertThat(((Verdict.NeedsDecision) verdict).decisions())
                    .singleElement()
                    .satisfies(decision ->
                            assertThat(decision.question()).contains(row.asks().get()));
        }
    }

    private static TrafficRun run(PhaseTraffic phase) {
        return new TrafficRun(CALM, List.of(phase), List.of());
    }

    private static StatementFailure failure(Cause cause) {
        return new StatementFailure("insert into orders", "23502", 3, "null value in column", cause);
    }

    private static PhaseTraffic window(
            long blocked, List<StatementFailure> failures, Optional<String> migrationFailure) {
        Latency latency = new Latency(10, blocked, blocked);
        return new PhaseTraffic(
                1,
                "1 expand",
                0,
                1,
                1,
                2,
                latency,
                latency,
                blocked,
                0,
                0,
                failures,
                0,
                0,
                List.of(),
                migrationFailure);
    }
}
