package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.gate.Explanation;
import dev.lockkeeper.gate.GateException;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;

/** {@code explain}: a rule's card, or what a statement does to this production. */
final class ExplainTool implements Tool {
    private static final String EXAMPLE = "{\"subject\": \"set-not-null-scans-table\"}";

    private final Service service;

    ExplainTool(Service service) {
        this.service = service;
    }

    @Override
    public McpSchema.Tool described() {
        return McpSchema.Tool.builder()
                .name("explain")
                .description(
                        "Explains a rule by its code, or what a statement locks, rewrites and scans on this production.")
                .inputSchema(Schemas.object(
                        List.of("subject"),
                        "subject",
                        Schemas.text("A rule code such as set-not-null-scans-table, or one SQL statement."),
                        "database",
                        Schemas.database()))
                .annotations(ToolBox.reads())
                .build();
    }

    @Override
    public McpSchema.CallToolResult call(Call call) {
        Call given = new Call(call.arguments(), call.client(), EXAMPLE);
        String subject = given.required("subject");
        try {
            ServedDatabase database = service.database(given.optional("database"));
            return Tool.text(new Explanation(service.judge().gates())
                    .of(subject, database.production(), database.version())
                    .orElseThrow(
                            () -> new IllegalArgumentException("neither a rule code nor SQL that PostgreSQL reads: "
                                    + subject.lines().findFirst().orElse(""))));
        } catch (GateException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
