package dev.lockkeeper.gate;

import dev.lockkeeper.approval.ApprovalContent;
import dev.lockkeeper.approval.ApprovalSigner;
import dev.lockkeeper.approval.Bytes;
import dev.lockkeeper.approval.ChecklistEntry;
import dev.lockkeeper.approval.HumanDecision;
import dev.lockkeeper.approval.Sha256;
import dev.lockkeeper.approval.SignedApproval;
import dev.lockkeeper.approval.SignedContext;
import dev.lockkeeper.approval.SignedDatabase;
import dev.lockkeeper.approval.SignedPhase;
import dev.lockkeeper.approval.SignedVerdict;
import dev.lockkeeper.approval.SigningKey;
import dev.lockkeeper.approval.Subject;
import dev.lockkeeper.checklist.ChecklistResult;
import dev.lockkeeper.context.DatabaseIdentity;
import dev.lockkeeper.context.Deployment;
import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.report.SafetyReport;
import dev.lockkeeper.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Maps an approved review to the signed statement; the key is asked for only when there is something to sign. */
public final class Signing {
    private static final String NOT_KNOWN = "not known";

    private final Supplier<SigningKey> key;
    private final Clock clock;
    private final Duration validity;

    public Signing(Supplier<SigningKey> key, Clock clock, Duration validity) {
        this.key = key;
        this.clock = clock;
        this.validity = validity;
    }

    /** Everything that is signed. {@code files} are those of the approved phases, for psql or for the runner. */
    record Approval(
            String reviewId,
            MigrationRequest request,
            Verdict.Approved verdict,
            Plan plan,
            Optional<Framework> runner,
            List<PlanFile> files,
            Evidence evidence,
            Production production,
            PgVersion version,
            ChecklistResult checklist,
            List<HumanDecision> decisions) {
        /** The same approval over other files: the form for a runner, of some of the phases. */
        Approval of(Framework framework, List<PlanFile> value) {
            return new Approval(
                    reviewId,
                    request,
                    verdict,
                    plan,
                    Optional.of(framework),
                    value,
                    evidence,
                    production,
                    version,
                    checklist,
                    decisions);
        }

        boolean holds(int phase) {
            return files.stream().anyMatch(file -> file.phase() == phase);
        }

        int last() {
            return files.stream().mapToInt(PlanFile::phase).max().orElse(0);
        }
    }

    /** The envelope's exact text, and what the report shows of it. */
    record Signed(String envelope, SafetyReport.SignedWith summary) {}

    Signed sign(Approval approval) {
        SigningKey signer = key.get();
        SignedApproval signed = new ApprovalSigner(signer, clock).sign(content(approval), validity);
        byte[] bytes = signed.bytes().toArray();
        return new Signed(
                new String(bytes, StandardCharsets.UTF_8),
                new SafetyReport.SignedWith(
                        signer.id().toString(),
                        signer.level().word(),
                        ReviewId.sha256Hex(bytes),
                        clock.instant().plus(validity).truncatedTo(java.time.temporal.ChronoUnit.SECONDS)));
    }

    private ApprovalContent content(Approval approval) {
        boolean all = approval.verdict().complete()
                && approval.last() == approval.plan().phases().size();
        SignedVerdict verdict = all ? new SignedVerdict.Approved() : new SignedVerdict.ApprovedThrough(approval.last());
        Instant captured = approval.production().context().capturedAt().orElse(clock.instant());
        Duration age = Duration.between(captured, clock.instant());
        return new ApprovalContent(
                approval.reviewId(),
                approval.request().requester(),
                verdict,
                Sha256.of(approval.request().bytes()),
                database(approval),
                approval.version(),
                RuleSet.VERSION,
                new SignedContext(
                        new Sha256(approval.production().context().digest()),
                        age.isNegative() ? Duration.ZERO : age,
                        SignedSteps.tables(approval.plan(), approval.production()),
                        approval.production().context().deployment().flatMap(Deployment::window)),
                phases(approval),
                Sha256.of(EvidenceText.of(approval.evidence()).getBytes(StandardCharsets.UTF_8)),
                approval.checklist().answers().stream()
                        .map(a -> new ChecklistEntry(
                                a.id(), a.status().name().toLowerCase(java.util.Locale.ROOT), a.source()))
                        .toList(),
                approval.decisions(),
                approval.runner().map(Framework::displayName));
    }

    private static SignedDatabase database(Approval approval) {
        Optional<DatabaseIdentity> identity = approval.production().context().database();
        return new SignedDatabase(
                identity.flatMap(DatabaseIdentity::systemIdentifier).orElse(NOT_KNOWN),
                approval.production().context().databaseName(),
                identity.map(i -> i.timeline().orElse(1)).orElse(1),
                identity.flatMap(DatabaseIdentity::address).orElse(NOT_KNOWN),
                identity.map(i -> i.port().orElse(0)).orElse(0),
                identity.flatMap(DatabaseIdentity::startedAt).orElse(Instant.EPOCH));
    }

    private static List<SignedPhase> phases(Approval approval) {
        return approval.plan().phases().stream()
                .filter(phase -> approval.holds(phase.number()))
                .map(phase -> phase(phase, approval))
                .toList();
    }

    private static SignedPhase phase(Phase phase, Approval approval) {
        Evidence.PhaseFingerprint fingerprint = approval.evidence().fingerprints().stream()
                .filter(f -> f.phase() == phase.number())
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("phase " + phase.number() + " was approved without fingerprints"));
        return new SignedPhase(
                phase.number(),
                phase.kind().name().toLowerCase(java.util.Locale.ROOT),
                subjects(approval, phase, false),
                subjects(approval, phase, true),
                fingerprint.before(),
                fingerprint.after(),
                SignedSteps.of(phase),
                phase.deployBefore());
    }

    private static List<Subject> subjects(Approval approval, Phase phase, boolean rollback) {
        return approval.files().stream()
                .filter(file -> file.phase() == phase.number() && file.rollback() == rollback)
                .map(file -> Subject.of(file.path(), Bytes.utf8(file.text())))
                .toList();
    }
}
