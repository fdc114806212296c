package dev.lockkeeper.context;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Writes a context as the JSON in UTF-8 that {@link ContextReader} reads back to the same facts (the digest is that
 * of the bytes). What is not known is left out; the same context always gives the same bytes. More than 64 MiB are
 * refused here, because the reader would refuse them later.
 */
public final class ContextWriter {
    private ContextWriter() {}

    public static byte[] write(ProductionContext context) throws ContextException {
        byte[] bytes;
        try {
            bytes = visible(ContextJson.write(ContextDocument.of(context)) + '\n')
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this context cannot be said in a file: " + e.getOriginalMessage(), e);
        }
        if (bytes.length > ContextReader.MOST_BYTES) {
            throw new ContextException(
                    "The context needs " + (bytes.length >> 20) + " MiB, but a context file has at most "
                            + (ContextReader.MOST_BYTES >> 20) + " MiB. Capture fewer tables.");
        }
        return bytes;
    }

    /**
     * Names and texts come from strangers: what a terminal or a diff would not show (control characters, directional
     * overrides, half a surrogate pair) is written as an escape. Outside of strings JSON has none of these.
     */
    private static String visible(String json) {
        StringBuilder text = new StringBuilder(json.length());
        json.codePoints().forEach(character -> {
            if (character == '\n' || !hidden(character)) {
                text.appendCodePoint(character);
            } else {
                for (char unit : Character.toChars(character)) {
                    text.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        });
        return text.toString();
    }

    private static boolean hidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
