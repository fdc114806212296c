package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.gate.RuleSet;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;

/** What a server offers, the same over every transport and revision of the protocol. */
record Offer(
        String instructions,
        McpSchema.ServerCapabilities capabilities,
        List<SyncToolSpecification> tools,
        List<SyncPromptSpecification> prompts,
        List<SyncResourceSpecification> resources,
        List<SyncResourceTemplateSpecification> templates,
        List<SyncCompletionSpecification> completions) {
    static final McpSchema.Implementation SERVER = new McpSchema.Implementation("lockkeeper", RuleSet.VERSION);

    private static final String INSTRUCTIONS =
            "Before you write or run any PostgreSQL migration, call review_migration with its SQL. Write only the files it returns,"
                    + " unchanged. Call get_migration_context before you draft. UNAVAILABLE, NEEDS_DECISION and REJECTED are not approvals.";

    Offer {
        tools = List.copyOf(tools);
        prompts = List.copyOf(prompts);
        resources = List.copyOf(resources);
        templates = List.copyOf(templates);
        completions = List.copyOf(completions);
    }

    static Offer of(Service service) {
        return new Offer(
                INSTRUCTIONS,
                McpSchema.ServerCapabilities.builder()
                        .tools(false)
                        .prompts(false)
                        .resources(false, false)
                        .build(),
                new ToolBox(service).all(),
                new Prompts(service).all(),
                List.of(),
                new Resources(service).templates(),
                List.of());
    }

    <S extends McpServer.SyncSpecification<S>> McpServer.SyncSpecification<S> in(
            McpServer.SyncSpecification<S> specification) {
        return specification
                .serverInfo(SERVER)
                .instructions(instructions)
                .capabilities(capabilities)
                .tools(tools)
                .prompts(prompts)
                .resources(resources)
                .resourceTemplates(templates)
                .completions(completions);
    }
}
