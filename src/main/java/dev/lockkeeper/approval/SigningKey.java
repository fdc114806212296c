package dev.lockkeeper.approval;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;

/** A private Ed25519 key with its trust level: signs bytes; the same bytes always give the same 64-byte signature. */
public final class SigningKey {
    private final PrivateKey secret;
    private final VerificationKey verificationKey;

    SigningKey(KeyPair pair, TrustLevel level) {
        this.secret = pair.getPrivate();
        this.verificationKey = new VerificationKey(pair.getPublic(), level);
    }

    public KeyId id() {
        return verificationKey.id();
    }

    public TrustLevel level() {
        return verificationKey.level();
    }

    /** The public half, which belongs into a repository's {@code .lockkeeper/keys/}. */
    public VerificationKey verificationKey() {
        return verificationKey;
    }

    byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(Ed25519.NAME);
            signature.initSign(secret);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException failure) {
            throw new ApprovalException("this Java cannot sign with Ed25519; use JDK 21 or newer", failure);
        }
    }

    /** Names the key, never its secret. */
    @Override
    public String toString() {
        return level().word() + " key " + id().shortForm();
    }
}
