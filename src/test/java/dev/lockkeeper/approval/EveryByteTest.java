package dev.lockkeeper.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No byte of a signed folder can change, in any file or anywhere in the envelope, without being refused. */
class EveryByteTest {
    private static final TreeMap<String, Bytes> SIGNED = Samples.folder();

    @Test
    void theUnchangedFolderIsValid() {
        assertThat(verify(SIGNED)).isInstanceOf(VerificationOutcome.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {Samples.ONE, Samples.UNDO, Samples.TWO, DsseEnvelope.FILE_NAME})
    void everyFlippedBitIsRefused(String name) {
        byte[] bytes = content(name);
        for (int at = 0; at < bytes.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                bytes[at] ^= (byte) (1 << bit);
                refused(name, bytes, "bit " + bit + " of byte " + at);
                bytes[at] ^= (byte) (1 << bit);
            }
        }
        assertThat(bytes).isEqualTo(content(name)).hasSizeGreaterThan(30);
    }

    @Property(tries = 3000)
    void anyOtherByteAnywhereIsRefused(
            @ForAll @IntRange(max = 3) int file,
            @ForAll @IntRange(max = 1_000_000) int position,
            @ForAll @ByteRange(min = 1, max = 127) byte difference,
            @ForAll boolean high) {
        String name = SIGNED.keySet().stream().skip(file).findFirst().orElseThrow();
        byte[] bytes = content(name);
        bytes[position % bytes.length] ^= (byte) (high ? difference | 0x80 : difference);
        refused(name, bytes, "byte " + position % bytes.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {Samples.ONE, Samples.UNDO, Samples.TWO, DsseEnvelope.FILE_NAME})
    void everyRemovedAndEveryInsertedByteIsRefused(String name) {
        byte[] bytes = content(name);
        for (int at = 0; at <= bytes.length; at++) {
            if (at < bytes.length) {
                refused(name, spliced(bytes, at, at + 1, new byte[0]), "without byte " + at);
            }
            for (byte added : new byte[] {' ', '\n', 'A', 0}) {
                refused(name, spliced(bytes, at, at, new byte[] {added}), "byte " + added + " added at " + at);
            }
        }
    }

    private static byte[] content(String name) {
        return SIGNED.getOrDefault(name, Bytes.utf8("")).toArray();
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(middle);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    private static void refused(String name, byte[] bytes, String what) {
        Map<String, Bytes> changed = new TreeMap<>(SIGNED);
        changed.put(name, Bytes.of(bytes));
        if (!(verify(changed) instanceof VerificationOutcome.Invalid(var reasons))
                || reasons.stream().noneMatch(reason -> reason.file().equals(name))) {
            throw new AssertionError(name + ", " + what + ": not refused by name but " + verify(changed));
        }
    }

    private static VerificationOutcome verify(Map<String, Bytes> files) {
        return Samples.verifier().verify(ApprovalFolder.of(files));
    }
}
