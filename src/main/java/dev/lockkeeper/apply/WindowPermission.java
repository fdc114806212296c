package dev.lockkeeper.apply;

import dev.lockkeeper.approval.ApprovalContent;
import dev.lockkeeper.approval.ReviewerDecision;
import dev.lockkeeper.approval.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A reviewer's signed answer that this plan may run outside of its declared window, for a few hours: about the signed
 * files byte for byte, one database, and never by whoever asked for the plan.
 */
public record WindowPermission(String reviewer, String reason) {
    /** How long such an answer holds at most. */
    public static final Duration LONGEST = Duration.ofDays(2);

    /** The decision to sign; empty when the approval has no window. */
    public static Optional<ReviewerDecision> decision(
            ApprovalContent approval,
            String reviewer,
            boolean accepted,
            String reason,
            Instant now,
            Duration validity) {
        return approval.context()
                .window()
                .map(window -> new ReviewerDecision(
                        reviewer,
                        approval.input(),
                        plan(approval),
                        approval.database().name(),
                        List.of(question(window)),
                        accepted,
                        reason,
                        now,
                        now.plus(validity.compareTo(LONGEST) > 0 ? LONGEST : validity)));
    }

    /** The first that permits it now; one no among those that fit is enough to forbid it. */
    public static Optional<WindowPermission> among(
            List<ReviewerDecision> decisions, ApprovalContent approval, Instant now) {
        List<ReviewerDecision> fitting =
                decisions.stream().filter(each -> fits(each, approval, now)).toList();
        return fitting.stream().allMatch(ReviewerDecision::accepted)
                ? fitting.stream()
                        .map(each -> new WindowPermission(each.reviewer(), each.reason()))
                        .findFirst()
                : Optional.empty();
    }

    private static boolean fits(ReviewerDecision decision, ApprovalContent approval, Instant now) {
        return decision.input().equals(approval.input())
                && decision.plan().equals(plan(approval))
                && decision.database().equals(approval.database().name())
                && decision.questions()
                        .equals(approval.context().window().map(WindowPermission::question).stream()
                                .toList())
                && !decision.reviewer().equalsIgnoreCase(approval.requester())
                && !now.isBefore(decision.decidedAt())
                && now.isBefore(decision.expiresAt())
                && Duration.between(decision.decidedAt(), decision.expiresAt()).compareTo(LONGEST) <= 0;
    }

    private static String question(String window) {
        return "May the plan run outside of the declared window " + window + " (UTC)?";
    }

    /** Names and bytes of all signed files. */
    private static Sha256 plan(ApprovalContent approval) {
        StringBuilder all =
                new StringBuilder("window\n").append(approval.reviewId()).append('\n');
        approval.subjects()
                .forEach(subject -> all.append(subject.name())
                        .append('\0')
                        .append(subject.digest().hex())
                        .append('\n'));
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
