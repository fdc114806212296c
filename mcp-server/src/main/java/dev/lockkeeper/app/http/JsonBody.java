package dev.lockkeeper.app.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockkeeper.approval.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The object in the body of a request, read field by field; what is unknown or of the wrong type is refused by name.
 *
 * @param digest of the body to the byte
 * @param example a correct body, for the errors
 */
record JsonBody(JsonNode tree, Sha256 digest, String example) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** {@code fields} are those that there are. */
    static JsonBody of(byte[] bytes, String example, Set<String> fields) {
        JsonNode tree = parse(bytes, example);
        if (tree == null || !tree.isObject()) {
            throw malformed("the body is not a JSON object", "Send " + example + ".");
        }
        JsonBody body = new JsonBody(tree, Sha256.of(bytes), example);
        tree.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                throw body.wrong(name, "is unknown; there are " + String.join(", ", new TreeSet<>(fields)));
            }
        });
        return body;
    }

    private static JsonNode parse(byte[] bytes, String example) {
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            String where = Optional.ofNullable(e.getLocation())
                    .map(at -> " at line " + at.getLineNr() + ", column " + at.getColumnNr())
                    .orElse("");
            throw malformed("the body is not JSON" + where, "Send " + example + ".");
        } catch (IOException e) {
            throw malformed("the body is not JSON in UTF-8", "Send " + example + ".");
        }
    }

    String required(String name) {
        return optional(name).filter(text -> !text.isBlank()).orElseThrow(() -> wrong(name, "is missing"));
    }

    Optional<String> optional(String name) {
        if (!tree.has(name)) {
            return Optional.empty();
        }
        if (!tree.path(name).isTextual()) {
            throw wrong(name, "is not text");
        }
        return Optional.of(tree.path(name).textValue());
    }

    boolean flag(String name, boolean otherwise) {
        if (!tree.has(name)) {
            return otherwise;
        }
        if (!tree.path(name).isBoolean()) {
            throw wrong(name, "is not true or false");
        }
        return tree.path(name).booleanValue();
    }

    List<String> texts(String name) {
        if (tree.has(name) && !tree.path(name).isArray()) {
            throw wrong(name, "is not a list");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : tree.path(name)) {
            if (!each.isTextual()) {
                throw wrong(name + "[" + texts.size() + "]", "is not text");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    /** A list of objects, each with exactly {@code fields}, which are texts. */
    List<Map<String, String>> objects(String name, String... fields) {
        if (tree.has(name) && !tree.path(name).isArray()) {
            throw wrong(name, "is not a list");
        }
        List<Map<String, String>> objects = new ArrayList<>();
        for (JsonNode each : tree.path(name)) {
            Map<String, String> object = new LinkedHashMap<>();
            for (String field : fields) {
                if (!each.path(field).isTextual()) {
                    throw wrong(name + "[" + objects.size() + "]." + field, "is missing or not text");
                }
                object.put(field, each.path(field).textValue());
            }
            each.fieldNames().forEachRemaining(field -> {
                if (!object.containsKey(field)) {
                    throw wrong(name + "[" + objects.size() + "]." + field, "is unknown");
                }
            });
            objects.add(object);
        }
        return objects;
    }

    private Refusal wrong(String name, String what) {
        return Problem.of(400, "bad-field", name + " " + what, "Send " + example + ".")
                .member("field", name)
                .refusal();
    }

    private static Refusal malformed(String title, String detail) {
        return Problem.of(400, "malformed-json", title, detail).refusal();
    }
}
