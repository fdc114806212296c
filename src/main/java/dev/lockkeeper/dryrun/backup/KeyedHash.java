package dev.lockkeeper.dryrun.backup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 with a key of this run that is written nowhere: nobody can find a value by hashing guesses. */
public final class KeyedHash {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LONGEST = 26;

    private final Mac mac;

    /** {@code random} makes the key: give a {@link java.security.SecureRandom}. */
    public KeyedHash(RandomGenerator random) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        }
    }

    /** Letters and digits, 5 bits each, at most {@code length} of them and at most 26. */
    String text(String value, int length) {
        byte[] hash = hash(value);
        StringBuilder text = new StringBuilder();
        long bits = 0;
        int held = 0;
        for (int i = 0; text.length() < Math.min(length, LONGEST); ) {
            if (held < 5) {
                bits = bits << 8 | hash[i++] & 0xff;
                held += 8;
            }
            held -= 5;
            text.append(DIGITS.charAt((int) (bits >> held) & 31));
        }
        return text.toString();
    }

    String uuid(String value) {
        ByteBuffer hash = ByteBuffer.wrap(hash(value));
        return new UUID(hash.getLong(), hash.getLong()).toString();
    }

    private byte[] hash(String value) {
        return mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
    }
}
