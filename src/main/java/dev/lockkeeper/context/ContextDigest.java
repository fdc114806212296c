package dev.lockkeeper.context;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in hexadecimal: what an approval names its context by. */
final class ContextDigest {
    private ContextDigest() {}

    static String of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /** Of a context file's digest and the declaration that completes it. */
    static String of(String digest, String declaration) {
        return of((digest + '\n' + declaration).getBytes(StandardCharsets.UTF_8));
    }
}
