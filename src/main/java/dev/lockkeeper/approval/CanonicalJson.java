package dev.lockkeeper.approval;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON with exactly one spelling per value, the subset of RFC 8785 that statements need: keys sorted by
 * UTF-16 code unit, no white space, shortest escapes, whole numbers only, UTF-8.
 */
final class CanonicalJson {
    private static final ObjectMapper MAPPER =
            new ObjectMapper(new JsonFactory()).enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private CanonicalJson() {}

    static byte[] write(JsonNode value) {
        StringBuilder text = new StringBuilder();
        append(text, value);
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
            byte[] result = new byte[bytes.remaining()];
            bytes.get(result);
            return result;
        } catch (CharacterCodingException halfCharacter) {
            throw new IllegalArgumentException("text with half a surrogate pair cannot be signed", halfCharacter);
        }
    }

    /** One JSON value in well-formed UTF-8, without duplicate keys and without anything after it. */
    static JsonNode parse(byte[] json) throws Refused {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            try (JsonParser parser = MAPPER.createParser(text)) {
                JsonNode value = parser.nextToken() == null ? null : MAPPER.readTree(parser);
                if (value == null || parser.nextToken() != null) {
                    throw new Refused(Refusal.Code.MALFORMED, "is not exactly one JSON value");
                }
                return value;
            }
        } catch (MismatchedInputException duplicate) {
            throw new Refused(Refusal.Code.DUPLICATE_KEY, "says the same JSON key twice");
        } catch (StreamReadException | CharacterCodingException malformed) {
            throw new Refused(Refusal.Code.MALFORMED, "is not JSON in UTF-8");
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory", impossible);
        }
    }

    private static void append(StringBuilder out, JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> {
                Map<String, JsonNode> sorted = new TreeMap<>();
                value.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
                char separator = '{';
                for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
                    quote(out.append(separator), field.getKey());
                    append(out.append(':'), field.getValue());
                    separator = ',';
                }
                out.append(sorted.isEmpty() ? "{}" : "}");
            }
            case ARRAY -> {
                char separator = '[';
                for (JsonNode item : value) {
                    append(out.append(separator), item);
                    separator = ',';
                }
                out.append(value.isEmpty() ? "[]" : "]");
            }
            case STRING -> quote(out, value.textValue());
            case NUMBER -> {
                if (!value.canConvertToLong() || !value.isIntegralNumber()) {
                    throw new IllegalArgumentException("only whole numbers have one spelling: " + value);
                }
                out.append(value.longValue());
            }
            case BOOLEAN, NULL -> out.append(value.asText());
            case BINARY, MISSING, POJO ->
                throw new IllegalArgumentException("not a JSON value: " + value.getNodeType());
        }
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (char unit : text.toCharArray()) {
            switch (unit) {
                case '"', '\\' -> out.append('\\').append(unit);
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(unit < ' ' ? String.format("\\u%04x", (int) unit) : String.valueOf(unit));
            }
        }
        out.append('"');
    }
}
