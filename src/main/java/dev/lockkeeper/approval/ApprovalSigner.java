package dev.lockkeeper.approval;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Signs what the gate approved: the same content, key, clock and validity always give the same bytes. */
public final class ApprovalSigner {
    private final SigningKey key;
    private final Clock clock;

    public ApprovalSigner(SigningKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /** The approval, valid from now on for {@code validFor}. */
    public SignedApproval sign(ApprovalContent content, Duration validFor) {
        Instant now = clock.instant();
        ApprovalStatement statement = new ApprovalStatement(content, now, now.plus(validFor), key.id(), key.level());
        return new SignedApproval(statement, DsseEnvelope.sign(statement.bytes(), key));
    }
}
