package dev.lockkeeper.report;

import dev.lockkeeper.checklist.ChecklistResult;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.runner.RunnerFiles;
import dev.lockkeeper.verdict.InputState;
import dev.lockkeeper.verdict.PolicySettings;
import dev.lockkeeper.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything a reviewer is shown, as a value; the renderers add nothing and decide nothing.
 *
 * @param reviewId id of this review
 * @param migration the migration's name as the user gave it, and its exact text
 * @param analysis empty when the text could not be read or no schema was there
 * @param plan the plan, a proposal unless the verdict is Approved
 * @param files phase and rollback files of the plan, signed ones first
 * @param runner the same plan as files of the migration runner, when there is one
 * @param notChecked everything that was not looked at, in words
 * @param approval the signature, only with Approved
 * @param draft how it came about, when a model drafted it
 * @param timings stages and their milliseconds, in order
 */
public record SafetyReport(
        String reviewId,
        Instant reviewedAt,
        String requester,
        Migration migration,
        Database database,
        InputState input,
        Verdict verdict,
        Optional<Analysis> analysis,
        LintResult lint,
        Optional<Plan> plan,
        List<PlanFile> files,
        Optional<RunnerFiles> runner,
        DryRunOutcome dryRun,
        Optional<ChecklistResult> checklist,
        PolicySettings policy,
        List<String> notChecked,
        Optional<SignedWith> approval,
        Optional<DraftStory> draft,
        List<Timing> timings) {
    public SafetyReport {
        files = List.copyOf(files);
        notChecked = List.copyOf(notChecked);
        timings = List.copyOf(timings);
    }

    /** The same with how it was drafted. */
    public SafetyReport drafted(DraftStory story) {
        return with(verdict, approval, Optional.of(story));
    }

    /** The same, turned down: what was signed counts no more. */
    public SafetyReport refused(Verdict.Rejected rejected) {
        return with(rejected, Optional.empty(), draft);
    }

    private SafetyReport with(Verdict newVerdict, Optional<SignedWith> newApproval, Optional<DraftStory> newDraft) {
        return new SafetyReport(
                reviewId,
                reviewedAt,
                requester,
                migration,
                database,
                input,
                newVerdict,
                analysis,
                lint,
                plan,
                files,
                runner,
                dryRun,
                checklist,
                policy,
                notChecked,
                newApproval,
                newDraft,
                timings);
    }

    /** The submitted migration. */
    public record Migration(String name, String text, String framework) {}

    /** What it is for: database name, server version, age of the context. */
    public record Database(String name, String version, Optional<Instant> contextCapturedAt, String contextDigest) {}

    /** What was signed and by which key. */
    public record SignedWith(String keyId, String trustLevel, String digest, Instant expires) {}

    /** One stage of the review and its wall time in milliseconds. */
    public record Timing(String stage, long millis) {}
}
