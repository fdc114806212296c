package dev.lockkeeper.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.checklist.ChecklistResult;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.dryrun.QueryComparison;
import dev.lockkeeper.dryrun.RollbackProof;
import dev.lockkeeper.dryrun.Run;
import dev.lockkeeper.dryrun.SqlFailure;
import dev.lockkeeper.dryrun.forecast.ForecastEvidence;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.verdict.Verdict.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What reviewers may settle, and what they may not: law 7. */
class AnswersTest {
    private static final String SQL = "SET lock_timeout = '2s'; ALTER TABLE orders DROP COLUMN note";

    private static Verdict verdict(Optional<SqlFailure> failure, boolean executed, String... reviewers)
            throws Exception {
        Analysis analysis = Bench.analyse(16, SQL);
        Evidence evidence = new Evidence(
                "16.15",
                "test",
                List.of(),
                Map.of(),
                new Run(List.of(), Optional.empty()),
                new Run(List.of(), failure),
                new RollbackProof(List.of(), List.of()),
                failure.isPresent() ? Optional.empty() : Optional.of(true),
                List.of(),
                executed ? List.of(new Evidence.PhaseFingerprint(1, "a", "b")) : List.of(),
                ForecastEvidence.NONE,
                Optional.empty(),
                QueryComparison.NONE,
                List.of(),
                Optional.empty(),
                List.of());
        Verdict open = decide(analysis, evidence, List.of());
        List<Answer> answers = new ArrayList<>();
        for (Decision decision : ((Verdict.NeedsDecision) open).decisions()) {
            for (String reviewer : reviewers) {
                answers.add(new Answer(reviewer, decision.question(), !reviewer.equals("nay")));
            }
        }
        return decide(analysis, evidence, answers);
    }

    private static Verdict decide(Analysis analysis, Evidence evidence, List<Answer> answers) {
        return new Policy(PolicySettings.DEFAULTS)
                .decide(new Case(
                        analysis,
                        Bench.lint(analysis),
                        Bench.plan(analysis),
                        Map.of(),
                        new DryRunOutcome.Ran(evidence),
                        new ChecklistResult("test", List.of()),
                        answers));
    }

    @Test
    void asManyDifferentReviewersAsThePolicyAsks() throws Exception {
        assertThat(verdict(Optional.empty(), true, "anna")).isInstanceOf(Verdict.NeedsDecision.class);
        assertThat(verdict(Optional.empty(), true, "anna", "ANNA")).isInstanceOf(Verdict.NeedsDecision.class);
        assertThat(verdict(Optional.empty(), true, "anna", "bob")).isInstanceOf(Verdict.Approved.class);
        assertThat(verdict(Optional.empty(), true, "anna", "bob", "nay")).isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void whatDidNotRunToItsEndIsNobodysToAccept() throws Exception {
        SqlFailure failure = new SqlFailure("1.1", "ALTER", "23514", "violated by some row");
        assertThat(verdict(Optional.of(failure), false, "anna", "bob", "carol"))
                .isInstanceOf(Verdict.NeedsDecision.class);
        assertThat(verdict(Optional.empty(), false, "anna", "bob", "carol")).isInstanceOf(Verdict.NeedsDecision.class);
    }
}
