package dev.lockkeeper.approval;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Envelope bytes → the statement and the trusted key behind it. Nothing of the payload is read before the
 * signature over it is verified.
 */
final class EnvelopeJudge {
    /** How far the clocks of gate and verifier may differ. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final VerificationKeys keys;
    private final Clock clock;

    EnvelopeJudge(VerificationKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** An authentic statement; its dates are judged by {@link #refuseDates}. */
    record Authentic(ApprovalStatement statement, VerificationKey key) {}

    Authentic authenticate(Bytes file) throws Refused {
        DsseEnvelope envelope = DsseEnvelope.parse(file);
        if (!envelope.payloadType().equals(DsseEnvelope.IN_TOTO)) {
            throw new Refused(
                    Refusal.Code.WRONG_PAYLOAD_TYPE,
                    "has payload type '" + envelope.payloadType() + "' instead of " + DsseEnvelope.IN_TOTO);
        }
        // Exactly one: bytes of a further signature that nobody can check would be bytes nobody protects.
        if (envelope.signatures().size() != 1) {
            throw new Refused(
                    Refusal.Code.SEVERAL_SIGNATURES,
                    "has " + envelope.signatures().size() + " signatures, of which "
                            + envelope.signatures().stream().filter(this::known).count()
                            + " name a trusted key; an approval has exactly one");
        }
        EnvelopeSignature signature = envelope.signatures().getFirst();
        VerificationKey key = trusted(signature);
        if (!key.verifies(envelope.preAuthEncoding(), signature.signature().toArray())) {
            throw new Refused(
                    Refusal.Code.BAD_SIGNATURE,
                    "does not carry a signature of key " + key.id().shortForm() + " over its payload");
        }
        ApprovalStatement statement = StatementReader.read(envelope.payload());
        if (!statement.keyId().equals(key.id()) || statement.trustLevel() != key.level()) {
            throw new Refused(
                    Refusal.Code.FALSE_CLAIM,
                    "claims to be signed by the " + statement.trustLevel().word() + " key "
                            + statement.keyId().shortForm() + ", but it is signed by the "
                            + key.level().word() + " key "
                            + key.id().shortForm());
        }
        return new Authentic(statement, key);
    }

    void refuseDates(ApprovalStatement statement) throws Refused {
        Instant now = clock.instant();
        if (statement.issuedAt().isAfter(now.plus(SKEW))) {
            throw new Refused(
                    Refusal.Code.NOT_YET_VALID, "was issued at " + statement.issuedAt() + ", which is in the future");
        }
        if (!now.isBefore(statement.expiresAt())) {
            throw new Refused(Refusal.Code.EXPIRED, "expired at " + statement.expiresAt());
        }
        for (HumanDecision decision : statement.content().decisions()) {
            if (decision.expiresAt().isPresent()
                    && !now.isBefore(decision.expiresAt().get())) {
                throw new Refused(
                        Refusal.Code.EXPIRED,
                        "rests on a decision of " + decision.reviewer() + " that expired at "
                                + decision.expiresAt().get());
            }
        }
    }

    private boolean known(EnvelopeSignature signature) {
        return keys.all().stream().anyMatch(key -> key.id().hex().equals(signature.keyId()));
    }

    private VerificationKey trusted(EnvelopeSignature signature) throws Refused {
        return keys.all().stream()
                .filter(key -> key.id().hex().equals(signature.keyId()))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        Refusal.Code.UNKNOWN_KEY,
                        "is signed by key " + signature.keyId() + ", which is not among the trusted keys"));
    }
}
