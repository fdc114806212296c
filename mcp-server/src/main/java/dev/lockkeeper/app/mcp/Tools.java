package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.cli.Explanation;
import dev.lockkeeper.app.cli.Served;
import dev.lockkeeper.draft.ProductionBrief;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.pg.QualifiedName;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tools an agent sees; descriptions are constant, the order is fixed, and an answer never says how to silence a finding. */
final class Tools {
    private final Served served;

    Tools(Served served) {
        this.served = served;
    }

    List<SyncToolSpecification> all() {
        return List.of(context(), review(), explain());
    }

    private static Map<String, Object> schema(List<String> required, Object... properties) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            fields.put((String) properties[i], properties[i + 1]);
        }
        return Map.of("type", "object", "properties", fields, "required", required, "additionalProperties", false);
    }

    private static Map<String, Object> text(String description) {
        return Map.of("type", "string", "description", description);
    }

    private SyncToolSpecification context() {
        McpSchema.Tool tool = McpSchema.Tool.builder()
                .name("get_migration_context")
                .description(
                        "Production facts for the tables of a change (PostgreSQL version, sizes, traffic, dependants) and the drafting prompt filled with them. Call it before drafting a migration.")
                .inputSchema(schema(
                        List.of(),
                        "intent",
                        text("The change in plain words; its tables are found by name."),
                        "tables",
                        Map.of(
                                "type",
                                "array",
                                "items",
                                Map.of("type", "string"),
                                "description",
                                "Tables of the change, when known.")))
                .build();
        return new SyncToolSpecification(tool, (exchange, request) -> {
            Map<String, Object> arguments = request.arguments() == null ? Map.of() : request.arguments();
            String intent = String.valueOf(arguments.getOrDefault("intent", ""));
            ProductionBrief brief = new ProductionBrief(
                    served.production().catalog(), served.production().context(), served.version(), true);
            List<QualifiedName> tables = named(arguments.getOrDefault("tables", List.of()));
            String facts = brief.of(tables.isEmpty() ? brief.tablesIn(intent) : tables);
            String prompt = new PromptTemplates(Path.of("prompts"))
                    .fill("draft-migration", Map.of("intent", intent, "facts", facts, "findings", ""));
            return McpSchema.CallToolResult.builder().addTextContent(prompt).build();
        });
    }

    private static List<QualifiedName> named(Object tables) {
        List<QualifiedName> names = new ArrayList<>();
        if (tables instanceof List<?> list) {
            for (Object each : list) {
                String name = String.valueOf(each);
                int dot = name.indexOf('.');
                if (!name.isBlank()) {
                    names.add(
                            dot < 1
                                    ? QualifiedName.of(name)
                                    : QualifiedName.of(name.substring(0, dot), name.substring(dot + 1)));
                }
            }
        }
        return names;
    }

    private SyncToolSpecification review() {
        McpSchema.Tool tool = McpSchema.Tool.builder()
                .name("review_migration")
                .description(
                        "Judges a PostgreSQL migration: lint, phased plan, dry run on a real server, rollback proof, verdict. Returns the approved files to write unchanged, or what to change. Call it before writing or running any migration.")
                .inputSchema(
                        schema(
                                List.of("sql"),
                                "sql",
                                text("The migration."),
                                "name",
                                text("File name of the migration; default migration.sql."),
                                "down_sql",
                                text("Its rollback, when there is one."),
                                "framework",
                                text(
                                        "Migration runner: auto (by markers and file name), plain, flyway, liquibase, rails, alembic, django, prisma, golang-migrate, dbmate, goose, sqitch.")))
                .build();
        return new SyncToolSpecification(tool, (exchange, request) -> {
            Map<String, Object> arguments = request.arguments() == null ? Map.of() : request.arguments();
            Object sql = arguments.get("sql");
            if (!(sql instanceof String text) || text.isBlank()) {
                return error("review_migration needs the SQL: {\"sql\": \"ALTER TABLE …\"}");
            }
            Optional<Framework> framework;
            try {
                String named = String.valueOf(arguments.getOrDefault("framework", "auto"));
                framework = named.equals("auto") ? Optional.empty() : Optional.of(Framework.parse(named));
            } catch (IllegalArgumentException e) {
                return error(String.valueOf(e.getMessage()));
            }
            Optional<String> down =
                    Optional.ofNullable(arguments.get("down_sql")).map(String::valueOf);
            GateResult result = served.review(
                    String.valueOf(arguments.getOrDefault("name", "migration.sql")), text, down, framework, "agent");
            Reply reply = Reply.of(result);
            return McpSchema.CallToolResult.builder()
                    .addTextContent(reply.text())
                    .structuredContent(reply.structured())
                    .build();
        });
    }

    private SyncToolSpecification explain() {
        McpSchema.Tool tool = McpSchema.Tool.builder()
                .name("explain")
                .description(
                        "Explains a rule by its code, or what a statement locks, rewrites and scans on this production.")
                .inputSchema(schema(
                        List.of("subject"),
                        "subject",
                        text("A rule code such as set-not-null-scans-table, or one SQL statement.")))
                .build();
        return new SyncToolSpecification(tool, (exchange, request) -> {
            Map<String, Object> arguments = request.arguments() == null ? Map.of() : request.arguments();
            Object subject = arguments.get("subject");
            if (!(subject instanceof String text) || text.isBlank()) {
                return error("explain needs a subject: {\"subject\": \"set-not-null-scans-table\"}");
            }
            return new Explanation(served.gates())
                    .of(text, served.production(), served.version())
                    .map(answer -> McpSchema.CallToolResult.builder()
                            .addTextContent(answer)
                            .build())
                    .orElseGet(() -> error("neither a rule code nor SQL that PostgreSQL reads: "
                            + text.lines().findFirst().orElse("")));
        });
    }

    private static McpSchema.CallToolResult error(String message) {
        return McpSchema.CallToolResult.builder()
                .addTextContent(message)
                .isError(true)
                .build();
    }
}
