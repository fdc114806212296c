package dev.lockkeeper.approval;

import java.security.PublicKey;

/**
 * The name of a public key: the SHA-256 of its SubjectPublicKeyInfo in DER. Envelopes carry all 64
 * digits; people and file names see the first {@value #SHORT_DIGITS}, which never decide anything alone.
 */
public record KeyId(Sha256 digest) {
    public static final int SHORT_DIGITS = 16;

    public static KeyId of(PublicKey key) {
        return new KeyId(Sha256.of(key.getEncoded()));
    }

    public String hex() {
        return digest.hex();
    }

    public String shortForm() {
        return digest.hex().substring(0, SHORT_DIGITS);
    }

    @Override
    public String toString() {
        return digest.hex();
    }
}
