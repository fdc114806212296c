package dev.lockkeeper.gate;

import dev.lockkeeper.approval.ReviewerDecision;
import dev.lockkeeper.approval.Sha256;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.report.SafetyReport;
import dev.lockkeeper.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one review gives: the report, and only with Approved the files that may be written and the envelope
 * over their bytes.
 *
 * @param ignoredDecisions which decisions of reviewers do not count, and why
 */
public record GateResult(
        SafetyReport report, List<PlanFile> approvedFiles, Optional<String> envelope, List<String> ignoredDecisions) {
    public GateResult {
        approvedFiles = List.copyOf(approvedFiles);
        ignoredDecisions = List.copyOf(ignoredDecisions);
    }

    /** The questions that wait for a reviewer. */
    public List<Verdict.Decision> open() {
        return switch (report.verdict()) {
            case Verdict.NeedsDecision needs -> needs.decisions();
            case Verdict.Approved approved -> approved.open();
            case Verdict.Rejected rejected -> List.of();
            case Verdict.Unavailable unavailable -> List.of();
        };
    }

    /** One answer to all open questions of this plan, ready to be signed; there must be one. */
    public ReviewerDecision decision(String reviewer, boolean accepted, String reason, Instant now, Duration validity) {
        return new ReviewerDecision(
                reviewer,
                Sha256.of(report.migration().text().getBytes(StandardCharsets.UTF_8)),
                GivenDecisions.digest(report.files()),
                report.database().name(),
                open().stream().map(Verdict.Decision::question).distinct().toList(),
                accepted,
                reason,
                now,
                now.plus(validity));
    }
}
