package dev.lockkeeper.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.checklist.ChecklistResult;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.dryrun.QueryComparison;
import dev.lockkeeper.dryrun.Repeat;
import dev.lockkeeper.dryrun.RollbackProof;
import dev.lockkeeper.dryrun.Run;
import dev.lockkeeper.dryrun.forecast.ForecastEvidence;
import dev.lockkeeper.effect.Analysis;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a second run and lost indexes add to the decisions. */
class EvidenceDecisionsTest {
    private static Verdict verdict(Repeat.How how, QueryComparison queries) throws Exception {
        Analysis analysis = Bench.analyse(16, "SET lock_timeout = '2s'; ALTER TABLE orders ADD COLUMN extra text");
        Evidence evidence = new Evidence(
                "16.15",
                "test",
                List.of(),
                Map.of(),
                new Run(List.of(), Optional.empty()),
                new Run(List.of(), Optional.empty()),
                new RollbackProof(
                        List.of(new RollbackProof.Prefix(1, true, true, List.of())),
                        List.of(new Repeat(1, how, "", List.of("+ index public.i")))),
                Optional.of(true),
                List.of(),
                List.of(),
                ForecastEvidence.NONE,
                Optional.empty(),
                queries,
                List.of(),
                Optional.empty(),
                List.of());
        return new Policy(PolicySettings.DEFAULTS)
                .decide(new Case(
                        analysis,
                        Bench.lint(analysis),
                        Bench.plan(analysis),
                        Map.of(),
                        new DryRunOutcome.Ran(evidence),
                        new ChecklistResult("test", List.of()),
                        List.of()));
    }

    private static void asks(Verdict verdict, String words) {
        assertThat(verdict).isInstanceOf(Verdict.NeedsDecision.class);
        assertThat(((Verdict.NeedsDecision) verdict).decisions())
                .singleElement()
                .satisfies(decision -> assertThat(decision.question()).contains(words));
    }

    @Test
    void onlyASecondRunThatChangesTheSchemaAsks() throws Exception {
        for (Repeat.How how : List.of(Repeat.How.NO_EFFECT, Repeat.How.REFUSED, Repeat.How.CHANGES_ROWS)) {
            assertThat(verdict(how, QueryComparison.NONE)).isInstanceOf(Verdict.Approved.class);
        }
        asks(verdict(Repeat.How.CHANGES_SCHEMA, QueryComparison.NONE), "run a second time");
    }

    @Test
    void aQueryThatIsWorseOffAsks() throws Exception {
        asks(worse(QueryComparison.How.LOST_INDEX), "SELECT 1 reads orders in full, and used an index before");
        asks(worse(QueryComparison.How.FULL_SCAN), "at production's size, and did not before");
        asks(worse(QueryComparison.How.COSTLIER), "at production's size");
        asks(worse(QueryComparison.How.REFUSED), "and was not before");
        assertThat(worse(QueryComparison.How.REFUSED_AFTER_DEPLOYMENT)).isInstanceOf(Verdict.Approved.class);
    }

    private static Verdict worse(QueryComparison.How how) throws Exception {
        return verdict(
                Repeat.How.NO_EFFECT,
                new QueryComparison(
                        2,
                        List.of(new QueryComparison.Worse(1, how, "SELECT 1 reads orders in full")),
                        List.of(),
                        List.of()));
    }
}
