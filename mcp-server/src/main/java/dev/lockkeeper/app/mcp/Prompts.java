package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.cli.Explanation;
import dev.lockkeeper.app.cli.Served;
import dev.lockkeeper.draft.ProductionBrief;
import dev.lockkeeper.draft.PromptTemplates;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The prompts that clients offer to people: drafting, and the lock review of a given migration. */
final class Prompts {
    private final Served served;
    private final PromptTemplates templates = new PromptTemplates(Path.of("prompts"));

    Prompts(Served served) {
        this.served = served;
    }

    List<SyncPromptSpecification> all() {
        return List.of(draft(), lockReview());
    }

    private SyncPromptSpecification draft() {
        McpSchema.Prompt prompt = new McpSchema.Prompt(
                "draft-migration",
                "Draft a migration, knowing production",
                List.of(new McpSchema.PromptArgument("intent", "The change in plain words", true)));
        return new SyncPromptSpecification(prompt, (exchange, request) -> {
            String intent = argument(request.arguments(), "intent");
            ProductionBrief brief = brief();
            return message(templates.fill(
                    "draft-migration",
                    Map.of("intent", intent, "facts", brief.of(brief.tablesIn(intent)), "findings", "")));
        });
    }

    private SyncPromptSpecification lockReview() {
        McpSchema.Prompt prompt = new McpSchema.Prompt(
                "lock-review",
                "Explain per statement what a migration locks",
                List.of(new McpSchema.PromptArgument("migration", "The SQL", true)));
        return new SyncPromptSpecification(prompt, (exchange, request) -> {
            String sql = argument(request.arguments(), "migration");
            ProductionBrief brief = brief();
            String effects = new Explanation(served.gates())
                    .statements(sql, served.production(), served.version())
                    .orElse("The SQL does not parse.");
            return message(templates.fill(
                    "lock-review",
                    Map.of("migration", sql, "facts", brief.of(brief.tablesIn(sql)), "effects", effects)));
        });
    }

    private ProductionBrief brief() {
        return new ProductionBrief(
                served.production().catalog(), served.production().context(), served.version(), true);
    }

    private static String argument(Map<String, Object> arguments, String name) {
        return arguments == null ? "" : String.valueOf(arguments.getOrDefault(name, ""));
    }

    private static McpSchema.GetPromptResult message(String text) {
        return new McpSchema.GetPromptResult(
                "", List.of(new McpSchema.PromptMessage(McpSchema.Role.USER, new McpSchema.TextContent(text))));
    }
}
