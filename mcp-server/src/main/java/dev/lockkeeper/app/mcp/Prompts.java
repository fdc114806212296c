package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.draft.PromptException;
import dev.lockkeeper.draft.PromptInputs;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.gate.GateException;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** The prompts that clients offer to people: drafting, the lock review of a given migration, expand and contract. */
final class Prompts {
    private static final int INVALID_PARAMS = -32602;

    private final Service service;

    Prompts(Service service) {
        this.service = service;
    }

    List<SyncPromptSpecification> all() {
        return List.of(
                prompt(
                        "draft-migration",
                        "Draft a migration, knowing production",
                        new McpSchema.PromptArgument("intent", "The change in plain words", true),
                        (intent, database) -> ofIntent(PromptTemplates.DRAFT, intent, database)),
                prompt(
                        "lock-review",
                        "Explain per statement what a migration locks",
                        new McpSchema.PromptArgument("migration", "The SQL", true),
                        (sql, database) -> about(PromptTemplates.LOCKS, sql, database)),
                prompt(
                        "expand-contract",
                        "Split a change over several deploys",
                        new McpSchema.PromptArgument("intent", "The change in plain words", true),
                        (intent, database) -> ofIntent(PromptTemplates.EXPAND_CONTRACT, intent, database)));
    }

    private SyncPromptSpecification prompt(
            String name,
            String description,
            McpSchema.PromptArgument argument,
            BiFunction<String, ServedDatabase, String> fill) {
        McpSchema.PromptArgument database =
                new McpSchema.PromptArgument("database", "Name in lockkeeper.yaml, when there are several", false);
        McpSchema.Prompt prompt = new McpSchema.Prompt(name, description, List.of(argument, database));
        return new SyncPromptSpecification(prompt, (exchange, request) -> {
            Map<String, Object> arguments = request.arguments() == null ? Map.of() : request.arguments();
            if (!(arguments.get(argument.name()) instanceof String text) || text.isBlank()) {
                throw McpError.builder(INVALID_PARAMS)
                        .message("the prompt " + name + " needs " + argument.name())
                        .build();
            }
            try {
                return message(fill.apply(
                        text,
                        service.database(
                                Optional.ofNullable(arguments.get("database")).map(String::valueOf))));
            } catch (GateException | PromptException e) {
                throw McpError.builder(INVALID_PARAMS)
                        .message(String.valueOf(e.getMessage()))
                        .build();
            }
        });
    }

    private String about(String name, String sql, ServedDatabase database) {
        return service.drafting().promptAbout(name, sql, "", List.of(), database);
    }

    private String ofIntent(String name, String intent, ServedDatabase database) {
        return service.drafting().prompt(name, PromptInputs.intent(intent), List.of(), database);
    }

    private static McpSchema.GetPromptResult message(String text) {
        return new McpSchema.GetPromptResult(
                "", List.of(new McpSchema.PromptMessage(McpSchema.Role.USER, new McpSchema.TextContent(text))));
    }
}
