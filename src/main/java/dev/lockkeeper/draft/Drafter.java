package dev.lockkeeper.draft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks a language model for one proposal. It decides nothing: the gate judges what comes back. */
public final class Drafter {
    private static final int LONGEST_SQL = 1 << 20;
    private static final String CHECK = "Check llm.base_url, llm.model and the key's variable in lockkeeper.yaml.";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ResponseFormat FORMAT = ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(JsonSchema.builder()
                    .name("migration_draft")
                    .rootElement(JsonObjectSchema.builder()
                            .addStringProperty("sql", "the migration")
                            .addStringProperty("rollback_sql", "takes it back; empty when that is impossible")
                            .addProperty(
                                    "assumptions",
                                    JsonArraySchema.builder()
                                            .items(new JsonStringSchema())
                                            .build())
                            .required("sql", "rollback_sql", "assumptions")
                            .additionalProperties(false)
                            .build())
                    .build())
            .build();

    private final ChatModel model;
    private final PromptTemplates prompts;

    public Drafter(ChatModel model, PromptTemplates prompts) {
        this.model = model;
        this.prompts = prompts;
    }

    /** {@code facts} is a {@link ProductionBrief}; {@code findings} is empty in the first round. */
    public DraftOutcome draft(String intent, String facts, String findings) {
        String prompt = prompts.fill("draft-migration", Map.of("intent", intent, "facts", facts, "findings", findings));
        try {
            String answer = model.chat(ChatRequest.builder()
                            .messages(UserMessage.from(prompt))
                            .temperature(0.0)
                            .responseFormat(FORMAT)
                            .build())
                    .aiMessage()
                    .text();
            return read(answer);
        } catch (LangChain4jException e) {
            return new DraftOutcome.Failed("the model did not answer: " + firstLine(e), CHECK);
        } catch (RuntimeException e) {
            // LangChain4j's HTTP client lets through what the network does, wrapped.
            if (e.getCause() instanceof IOException network) {
                return new DraftOutcome.Failed(
                        "the model cannot be reached"
                                + Optional.ofNullable(network.getMessage())
                                        .map(words -> ": " + words)
                                        .orElse("")
                                + ".",
                        CHECK);
            }
            throw e;
        }
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }

    private static DraftOutcome read(String answer) {
        try {
            JsonNode tree = JSON.readTree(answer == null ? "" : answer);
            JsonNode sql = tree.path("sql");
            if (!sql.isTextual() || sql.asText().isBlank() || sql.asText().length() > LONGEST_SQL) {
                return new DraftOutcome.Failed("the model's answer holds no SQL", "Ask again, or use another model.");
            }
            List<String> assumptions = new ArrayList<>();
            tree.path("assumptions").forEach(each -> assumptions.add(each.asText()));
            return new DraftOutcome.Proposed(
                    new DraftProposal(sql.asText(), tree.path("rollback_sql").asText(""), assumptions));
        } catch (JsonProcessingException e) {
            return new DraftOutcome.Failed(
                    "the model's answer is not the JSON that was asked for", "Ask again, or use another model.");
        }
    }
}
