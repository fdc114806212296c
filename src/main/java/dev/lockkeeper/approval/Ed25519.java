package dev.lockkeeper.approval;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/** Ed25519 (RFC 8032) of the JDK: keys from and to DER. */
final class Ed25519 {
    static final String NAME = "Ed25519";

    private Ed25519() {}

    static KeyPair generate(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(NAME);
        generator.initialize(NamedParameterSpec.ED25519, random);
        return generator.generateKeyPair();
    }

    /** Both halves from a private key in PKCS #8. */
    static KeyPair fromPkcs8(byte[] der) throws GeneralSecurityException {
        if (!(KeyFactory.getInstance(NAME).generatePrivate(new PKCS8EncodedKeySpec(der))
                instanceof EdECPrivateKey secret)) {
            throw new GeneralSecurityException("not an Ed25519 private key");
        }
        byte[] seed = secret.getBytes().orElseThrow(() -> new GeneralSecurityException("the key hides its bytes"));
        // The JDK has no call from private to public key, but its generator takes the seed from the random
        // source and does the arithmetic; the comparison below fails should a provider ever do otherwise.
        KeyPair pair = generate(new Fixed(seed));
        if (!(pair.getPrivate() instanceof EdECPrivateKey rebuilt)
                || !Arrays.equals(rebuilt.getBytes().orElse(new byte[0]), seed)) {
            throw new GeneralSecurityException("this Java cannot derive the public key of an Ed25519 private key");
        }
        return pair;
    }

    static PublicKey publicKey(byte[] spki) throws GeneralSecurityException {
        if (!(KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(spki)) instanceof EdECPublicKey key)) {
            throw new GeneralSecurityException("not an Ed25519 public key");
        }
        return key;
    }

    /** A source that hands out one seed. */
    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] seed;

        Fixed(byte[] seed) {
            super(null, null);
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
