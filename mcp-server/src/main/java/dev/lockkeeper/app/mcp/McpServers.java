package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.gate.RuleSet;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.spec.McpSchema;

/** The same server over every transport: tools, prompts, resources. */
final class McpServers {
    private static final String INSTRUCTIONS =
            "Before you write or run any PostgreSQL migration, call review_migration with its SQL. Write only the files it returns,"
                    + " unchanged. Call get_migration_context before you draft. UNAVAILABLE, NEEDS_DECISION and REJECTED are not approvals.";

    private McpServers() {}

    static <S extends McpServer.SyncSpecification<S>> McpServer.SyncSpecification<S> with(
            McpServer.SyncSpecification<S> specification, Service service) {
        return specification
                .serverInfo("lockkeeper", RuleSet.VERSION)
                .instructions(INSTRUCTIONS)
                .capabilities(McpSchema.ServerCapabilities.builder()
                        .tools(false)
                        .prompts(false)
                        .resources(false, false)
                        .build())
                .tools(new ToolBox(service).all())
                .prompts(new Prompts(service).all())
                .resourceTemplates(new Resources(service).templates());
    }
}
