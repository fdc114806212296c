package dev.lockkeeper.approval;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;

/** A public Ed25519 key and the trust level its repository gives it: checks signatures over bytes. */
public record VerificationKey(PublicKey key, TrustLevel level) {
    /** The ending of public key files. */
    public static final String FILE_SUFFIX = ".pub";

    public VerificationKey {
        try {
            key = Ed25519.publicKey(key.getEncoded());
        } catch (GeneralSecurityException other) {
            throw new IllegalArgumentException("not an Ed25519 public key", other);
        }
    }

    public KeyId id() {
        return KeyId.of(key);
    }

    /** {@code local-<16 digits>.pub} or {@code gate-<16 digits>.pub}: the name carries the trust level. */
    public String fileName() {
        return level.word() + "-" + id().shortForm() + FILE_SUFFIX;
    }

    /** SubjectPublicKeyInfo in PEM, readable by openssl. */
    public String pem() {
        return Pem.write(Pem.PUBLIC, key.getEncoded());
    }

    boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance(Ed25519.NAME);
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException malformedSignature) {
            return false;
        }
    }
}
