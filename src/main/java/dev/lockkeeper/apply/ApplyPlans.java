package dev.lockkeeper.apply;

import dev.lockkeeper.approval.ApprovalContent;
import dev.lockkeeper.approval.Sha256;
import dev.lockkeeper.approval.SignedPhase;
import dev.lockkeeper.approval.SignedStep;
import dev.lockkeeper.approval.SignedVerdict;
import dev.lockkeeper.approval.Subject;
import dev.lockkeeper.approval.VerifiedApproval;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A verified approval to the plan that runs: SQL from the verified bytes only, everything else from the signed statement. */
public final class ApplyPlans {
    private final ScriptReader reader;

    public ApplyPlans(ScriptReader reader) {
        this.reader = reader;
    }

    /** Throws {@link ApplyException} when the approval cannot be run as it stands: it contradicts itself, or is too old. */
    public ApplyPlan of(VerifiedApproval approval) {
        ApprovalContent content = approval.statement().content();
        content.runner().ifPresent(runner -> {
            throw new ApplyException(
                    approval.envelope() + " signs files for " + runner + ". Run them with " + runner
                            + ", or name the folder that `lockkeeper review` wrote, which holds the same plan for this command.");
        });
        List<ApplyPhase> phases = new ArrayList<>();
        for (SignedPhase phase : content.phases()) {
            if (phase.steps().isEmpty()) {
                throw new ApplyException(approval.envelope()
                        + " was signed by a version that wrote no steps. Run `lockkeeper review` again.");
            }
            phases.add(phase(phase, approval, content.postgres()));
        }
        return new ApplyPlan(
                content.reviewId() + "-" + content.input().hex().substring(0, 12),
                content.reviewId(),
                content.requester(),
                content.database(),
                content.postgres().major(),
                content.context().tables(),
                content.context().window(),
                phases,
                content.verdict() instanceof SignedVerdict.Approved);
    }

    private ApplyPhase phase(SignedPhase phase, VerifiedApproval approval, PgVersion version) {
        List<SignedStep> back = phase.steps().reversed().stream()
                .filter(step -> step.rollbackStatements() > 0)
                .toList();
        return new ApplyPhase(
                phase.number(),
                phase.kind(),
                phase.schemaBefore(),
                phase.schemaAfter(),
                phase.deployBefore(),
                phase.steps().stream().flatMap(step -> step.lost().stream()).findFirst(),
                units(phase.files(), phase.steps(), SignedStep::statements, approval, version),
                units(phase.rollback(), back, SignedStep::rollbackStatements, approval, version));
    }

    private List<ApplyUnit> units(
            List<Subject> files,
            List<SignedStep> steps,
            java.util.function.ToIntFunction<SignedStep> count,
            VerifiedApproval approval,
            PgVersion version) {
        List<UnitReader.Cut> cuts = new ArrayList<>();
        for (Subject file : files) {
            cuts.addAll(UnitReader.cuts(script(file, approval), version));
        }
        return StepAlignment.of(cuts, steps, count)
                .orElseThrow(() -> new ApplyException(approval.envelope() + " signs steps that are not those of "
                        + files.stream().map(Subject::name).toList() + ". Run `lockkeeper review` again."));
    }

    private Script script(Subject file, VerifiedApproval approval) {
        byte[] bytes = Objects.requireNonNull(approval.files().get(file.name()), file.name())
                .toArray();
        return switch (reader.read(file.name(), bytes)) {
            case ScriptOutcome.Read read -> read.script();
            case ScriptOutcome.Unreadable bad ->
                throw new ApplyException(bad.name() + ":" + bad.position() + ": " + bad.message());
        };
    }

    static String digest(UnitReader.Cut cut) {
        StringBuilder text = new StringBuilder(cut.mode().name()).append('\0').append(cut.begin());
        cut.settings().values().forEach(sql -> text.append('\0').append(sql));
        cut.statements().forEach(at -> text.append('\0').append(at.sql()));
        return Sha256.of(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hex();
    }
}
