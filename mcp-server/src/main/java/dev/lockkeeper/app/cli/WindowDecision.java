package dev.lockkeeper.app.cli;

import dev.lockkeeper.apply.WindowPermission;
import dev.lockkeeper.approval.ApprovalFolder;
import dev.lockkeeper.approval.ApprovalVerifier;
import dev.lockkeeper.approval.ReviewerDecision;
import dev.lockkeeper.approval.VerificationKeys;
import dev.lockkeeper.approval.VerificationOutcome;
import dev.lockkeeper.approval.VerifiedApproval;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** {@code decide --outside-window DIR}: the signed plan of a folder, and a reviewer's answer whether it may run at another time. */
record WindowDecision(Console console, Clock clock, Path plan) {
    int decide(String reviewer, boolean accept, String reason, Path key, boolean yes) {
        VerificationKeys trusted = VerificationKeys.read(Repository.of(plan).resolve(VerificationKeys.FOLDER));
        return switch (new ApprovalVerifier(trusted, clock).verify(ApprovalFolder.read(plan))) {
            case VerificationOutcome.Invalid invalid -> {
                invalid.reasons().forEach(each -> console.err().println("lockkeeper: " + each));
                yield ExitCodes.NOT_APPROVED;
            }
            case VerificationOutcome.Valid(List<VerifiedApproval> approvals) ->
                decide(ApplyCommand.ours(approvals), reviewer, accept, reason, key, yes);
        };
    }

    private int decide(
            List<VerifiedApproval> approvals, String reviewer, boolean accept, String reason, Path key, boolean yes) {
        if (approvals.size() != 1) {
            throw new UsageException(plan + " holds " + approvals.size() + " approvals. Name the folder of one.");
        }
        Optional<ReviewerDecision> decision = WindowPermission.decision(
                approvals.getFirst().statement().content(),
                reviewer,
                accept,
                reason,
                clock.instant(),
                WindowPermission.LONGEST);
        if (decision.isEmpty()) {
            console.out().println("The plan has no declared window: it may run at any time.");
            return ExitCodes.APPROVED;
        }
        if (reviewer.equalsIgnoreCase(approvals.getFirst().statement().content().requester())) {
            throw new UsageException("nobody decides about what they asked for: " + reviewer + " is the requester.");
        }
        console.out().println(decision.get().questions().getFirst());
        if (yes) {
            Path written = DecisionFiles.of(plan.toString()).write(decision.get(), key);
            console.out()
                    .println("Signed: " + written + ", until " + decision.get().expiresAt() + ".");
        } else {
            console.out()
                    .println(
                            "Nothing was signed. With --yes " + reviewer + (accept ? " accepts" : " rejects") + " it.");
        }
        return ExitCodes.APPROVED;
    }
}
