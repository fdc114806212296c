package dev.lockkeeper.approval;

import java.time.Instant;

/**
 * What is signed: an in-toto Statement v1 whose subjects are the files of all phases and whose predicate
 * is everything else. The same statement always has the same bytes.
 */
public record ApprovalStatement(
        ApprovalContent content, Instant issuedAt, Instant expiresAt, KeyId keyId, TrustLevel trustLevel) {
    /** in-toto's own type of the statement. */
    public static final String TYPE = "https://in-toto.io/Statement/v1";

    /** The type of our predicate; a new meaning needs a new version. */
    public static final String PREDICATE_TYPE = "https://lockkeeper.dev/approval/v1";

    public ApprovalStatement {
        issuedAt = Require.seconds(issuedAt);
        expiresAt = Require.seconds(expiresAt);
        if (!expiresAt.isAfter(issuedAt)) {
            throw new IllegalArgumentException("an approval must be valid for a second or more");
        }
    }

    /** The canonical JSON of the statement, in UTF-8. */
    public Bytes bytes() {
        return Bytes.of(CanonicalJson.write(StatementWriter.write(this)));
    }
}
