package dev.lockkeeper.draft;

import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;

/** The form of a drafted migration, for providers that take a schema and for agents that draft themselves. */
public final class DraftSchema {
    private static final JsonObjectSchema ROOT = JsonObjectSchema.builder()
            .addStringProperty("sql", "the migration; empty only when there are questions")
            .addStringProperty("rollback_sql", "takes it back; empty when that is impossible")
            .addProperty("assumptions", texts("what nobody said and the SQL relies on"))
            .addProperty("questions", texts("at most 3, for what only a person knows"))
            .required("sql", "rollback_sql", "assumptions", "questions")
            .additionalProperties(false)
            .build();

    static final ResponseFormat FORMAT = ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(JsonSchema.builder()
                    .name("migration_draft")
                    .rootElement(ROOT)
                    .build())
            .build();

    /** As JSON Schema. */
    public static final String TEXT = """
            {"type": "object", "additionalProperties": false, "required": ["sql", "rollback_sql", "assumptions", "questions"], \
            "properties": {"sql": {"type": "string"}, "rollback_sql": {"type": "string"}, \
            "assumptions": {"type": "array", "items": {"type": "string"}}, \
            "questions": {"type": "array", "maxItems": 3, "items": {"type": "string"}}}}""";

    private DraftSchema() {}

    private static JsonArraySchema texts(String description) {
        return JsonArraySchema.builder()
                .description(description)
                .items(new JsonStringSchema())
                .build();
    }
}
