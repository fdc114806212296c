package dev.lockkeeper.app.mcp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client sends to a tool, read field by field; what has the wrong type is refused by name.
 *
 * @param example a correct call, for the errors
 */
record Call(Map<String, Object> arguments, Client client, String example) {

    String required(String name) {
        return optional(name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException(name + " is missing. Call it like this: " + example));
    }

    Optional<String> optional(String name) {
        Object value = arguments.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw wrong(name, "text");
    }

    boolean flag(String name, boolean otherwise) {
        Object value = arguments.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(name, "true or false");
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object each : list(name)) {
            if (!(each instanceof String text)) {
                throw wrong(name, "a list of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    /** A list of objects whose fields are texts, each of {@code fields} present. */
    List<Map<String, String>> objects(String name, String... fields) {
        List<Map<String, String>> objects = new ArrayList<>();
        for (Object each : list(name)) {
            if (!(each instanceof Map<?, ?> map)) {
                throw wrong(name, "a list of objects");
            }
            Map<String, String> object = new java.util.LinkedHashMap<>();
            for (String field : fields) {
                if (!(map.get(field) instanceof String text)) {
                    throw wrong(name, "a list of objects with " + String.join(", ", fields));
                }
                object.put(field, text);
            }
            objects.add(object);
        }
        return objects;
    }

    private List<?> list(String name) {
        Object value = arguments.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(name, "a list");
    }

    private IllegalArgumentException wrong(String name, String what) {
        return new IllegalArgumentException(name + " is not " + what + ". Call it like this: " + example);
    }
}
