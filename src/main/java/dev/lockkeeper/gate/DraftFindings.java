package dev.lockkeeper.gate;

import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/** What a model must know to do better, as lines of text. */
final class DraftFindings {
    private static final int MOST = 20;

    private DraftFindings() {}

    /** Why the result is one that another draft could change; empty when it stands, or is for a person. */
    static List<String> of(GateResult result) {
        return switch (result.report().verdict()) {
            case Verdict.Rejected rejected ->
                Stream.concat(
                                rejected.reasons().stream().map(reason -> reason.what() + " " + reason.fix()),
                                rules(result))
                        .distinct()
                        .limit(MOST)
                        .toList();
            case Verdict.NeedsDecision needs -> failure(result);
            case Verdict.Approved approved -> List.of();
            case Verdict.Unavailable unavailable -> List.of();
        };
    }

    private static Stream<String> rules(GateResult result) {
        return result.report().lint().findings().stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .map((Finding finding) -> "statement " + finding.statement() + ", " + finding.code() + ": "
                        + finding.message() + " " + finding.fix());
    }

    private static List<String> failure(GateResult result) {
        return result.report().dryRun() instanceof DryRunOutcome.Ran ran
                ? new ArrayList<>(new LinkedHashSet<>(ran.evidence().plan().failure().stream()
                        .map(failure -> "the dry run of the plan failed at step " + failure.step() + " with SQLSTATE "
                                + failure.sqlState() + ": " + failure.message())
                        .toList()))
                : List.of();
    }
}
