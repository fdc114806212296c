package dev.lockkeeper.gate;

import dev.lockkeeper.approval.DsseEnvelope;
import dev.lockkeeper.approval.ReviewerDecision;
import dev.lockkeeper.approval.Sha256;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.report.DraftStory;
import dev.lockkeeper.report.SafetyReport;
import dev.lockkeeper.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one review gives: the report, and only with Approved the files that may be written and the envelope
 * over their bytes.
 *
 * @param releases the same plan as files of the runner, each release with an envelope of its own
 * @param ignoredDecisions which decisions of reviewers do not count, and why
 */
public record GateResult(
        SafetyReport report,
        List<PlanFile> approvedFiles,
        Optional<String> envelope,
        List<SignedRelease> releases,
        List<String> ignoredDecisions) {
    public GateResult {
        approvedFiles = List.copyOf(approvedFiles);
        releases = List.copyOf(releases);
        ignoredDecisions = List.copyOf(ignoredDecisions);
    }

    /** The same with how it was drafted. */
    GateResult drafted(DraftStory story) {
        return new GateResult(report.drafted(story), approvedFiles, envelope, releases, ignoredDecisions);
    }

    /** The same, turned down: no file and no signature gets out. */
    GateResult refused(List<Verdict.Reason> reasons) {
        return new GateResult(
                report.refused(new Verdict.Rejected(reasons)),
                List.of(),
                Optional.empty(),
                List.of(),
                ignoredDecisions);
    }

    /** Everything that may be written: exact text by path below the folder of the review. */
    public Map<String, String> written() {
        Map<String, String> written = new LinkedHashMap<>();
        approvedFiles.forEach(file -> written.put(file.path(), file.text()));
        envelope.ifPresent(text -> written.put(DsseEnvelope.FILE_NAME, text));
        releases.forEach(release -> written.putAll(release.written()));
        return written;
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
