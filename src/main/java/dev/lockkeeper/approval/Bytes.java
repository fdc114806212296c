package dev.lockkeeper.approval;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An immutable run of bytes: the exact content of a file or of a signed payload, equal when every byte is. */
public final class Bytes {
    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    public static Bytes of(byte[] content) {
        return new Bytes(content.clone());
    }

    /** The UTF-8 form of {@code text}. */
    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy. */
    public byte[] toArray() {
        return content.clone();
    }

    public int size() {
        return content.length;
    }

    public Sha256 sha256() {
        return Sha256.of(content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return content.length + " bytes";
    }
}
