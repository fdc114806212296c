package dev.lockkeeper.context;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a context file (JSON in UTF-8, at most 64 MiB); unknown, repeated and missing keys, wrong types and numbers
 * that cannot be true are refused with file, line, column and the next step.
 */
public final class ContextReader {
    static final int MOST_BYTES = 64 << 20;

    private ContextReader() {}

    public static ProductionContext read(Path file) throws ContextException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw tooLarge(file.toString());
            }
            return read(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ContextException(
                    file + ": cannot be read ("
                            + (e instanceof NoSuchFileException ? "no such file" : String.valueOf(e.getMessage()))
                            + "). Check the path and its permissions.",
                    e);
        }
    }

    /** {@code name} is used in messages. */
    public static ProductionContext read(String name, byte[] bytes) throws ContextException {
        if (bytes.length > MOST_BYTES) {
            throw tooLarge(name);
        }
        String text = text(name, bytes);
        Refusal refusal = new Refusal(name, text);
        try {
            return ContextJson.read(text).context(ContextDigest.of(bytes));
        } catch (BadFactException e) {
            throw refusal.of(e, List.of());
        } catch (JsonProcessingException e) {
            throw refusal.of(e);
        } catch (IOException e) {
            throw new ContextException(name + ": " + e.getMessage(), e);
        }
    }

    private static ContextException tooLarge(String name) {
        return new ContextException(name + ": a context file has at most 64 MiB; capture fewer tables.");
    }

    /** Strict UTF-8: JSON is nothing else (RFC 8259), and a file that is not text is named as such. */
    private static String text(String name, byte[] bytes) throws ContextException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        String text = out.flip().toString();
        int bad = result.isError() ? text.length() : text.indexOf('\0');
        if (bad >= 0) {
            String before = text.substring(0, bad);
            throw new ContextException(name + ":"
                    + (1 + before.chars().filter(c -> c == '\n').count()) + ":" + (bad - before.lastIndexOf('\n'))
                    + ": not text in UTF-8. Name the JSON file that holds the context.");
        }
        return text;
    }
}
