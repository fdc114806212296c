package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.Drafting;
import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.draft.ProductionBrief;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.pg.QualifiedName;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;

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
            ProductionBrief brief = Drafting.brief(database);
            List<QualifiedName> tables =
                    given.texts("tables").stream().map(ContextTool::name).toList();
            String facts = brief.of(tables.isEmpty() ? brief.tablesIn(intent) : tables);
            return Tool.text(service.drafting()
                    .prompts()
                    .fill("draft-migration", Map.of("intent", intent, "facts", facts, "findings", "")));
        } catch (GateException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static QualifiedName name(String text) {
        int dot = text.indexOf('.');
        return dot < 1 ? QualifiedName.of(text) : QualifiedName.of(text.substring(0, dot), text.substring(dot + 1));
    }
}
