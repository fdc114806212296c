package dev.lockkeeper.app.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON schemas of arguments and results, in few words: every client pays for them with each conversation. */
final class Schemas {
    private Schemas() {}

    /** Names and schemas in turn. */
    static Map<String, Object> object(List<String> required, Object... properties) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            fields.put((String) properties[i], properties[i + 1]);
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", fields);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    static Map<String, Object> text(String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "string");
        schema.put("description", description);
        return schema;
    }

    static Map<String, Object> text() {
        return Map.of("type", "string");
    }

    static Map<String, Object> list(Map<String, Object> items, String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "array");
        schema.put("items", items);
        schema.put("description", description);
        return schema;
    }

    static Map<String, Object> flag(String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "boolean");
        schema.put("description", description);
        return schema;
    }

    static Map<String, Object> database() {
        return text("Name in lockkeeper.yaml; not needed when there is one.");
    }

    /** What every tool answers that ends in a review; see docs/mcp.md for the fields. */
    static Map<String, Object> review() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("review_id", text());
        fields.put("verdict", text("approved, needs_decision, rejected, unavailable, or running"));
        fields.put("next", text("What to do now."));
        for (String name : List.of("files", "findings", "questions", "unanswered")) {
            fields.put(name, Map.of("type", "array"));
        }
        schema.put("properties", fields);
        schema.put("required", List.of("verdict", "next"));
        return schema;
    }
}
