package dev.lockkeeper.approval;

import java.time.Instant;
import java.util.Optional;

/** What a person decided before the approval was signed: who, about what, how, why, when, and until when it holds. */
public record HumanDecision(
        String reviewer, String about, String decision, String reason, Instant decidedAt, Optional<Instant> expiresAt) {
    public HumanDecision {
        Require.text("reviewer", reviewer);
        Require.text("subject of the decision", about);
        Require.text("decision", decision);
        Require.text("reason of the decision", reason);
        decidedAt = Require.seconds(decidedAt);
        expiresAt = expiresAt.map(Require::seconds);
    }
}
