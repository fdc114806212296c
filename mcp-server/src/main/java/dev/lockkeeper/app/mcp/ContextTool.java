package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.draft.PromptException;
import dev.lockkeeper.draft.PromptInputs;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.pg.QualifiedName;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;

/** {@code get_migration_context}: what an agent must know before it drafts. */
final class ContextTool implements Tool {
    private static final String EXAMPLE = "{\"intent\": \"add a status to orders\"}";

    private final Service service;

    ContextTool(Service service) {
        this.service = service;
    }

    @Override
    public McpSchema.Tool described() {
        return McpSchema.Tool.builder()
                .name("get_migration_context")
                .description(
                        "Production facts for the tables of a change (PostgreSQL version, sizes, traffic, dependants) and the drafting prompt filled with them. Call it before drafting a migration.")
                .inputSchema(Schemas.object(
                        List.of(),
                        "intent",
                        Schemas.text("The change in plain words; its tables are found by name."),
                        "tables",
                        Schemas.list(Schemas.text(), "Tables of the change, when known."),
                        "database",
                        Schemas.database()))
                .annotations(ToolBox.reads())
                .build();
    }

    @Override
    public McpSchema.CallToolResult call(Call call) {
        Call given = new Call(call.arguments(), call.client(), EXAMPLE);
        try {
            ServedDatabase database = service.database(given.optional("database"));
            String intent = given.optional("intent").orElse("");
            return Tool.text(service.drafting()
                    .prompt(
                            PromptTemplates.DRAFT,
                            PromptInputs.intent(given.optional("intent").orElse("")),
                            given.texts("tables").stream()
                                    .filter(name -> !name.isBlank())
                                    .map(QualifiedName::typed)
                                    .toList(),
                            database));
        } catch (GateException | PromptException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
