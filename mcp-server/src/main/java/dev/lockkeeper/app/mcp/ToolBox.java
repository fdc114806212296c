package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.Service;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The tools an agent sees; descriptions are constant, the order is fixed, and an answer never says how to silence a finding. */
final class ToolBox {
    private final List<Tool> tools;

    ToolBox(Service service) {
        this.tools = List.of(
                new ContextTool(service),
                new ReviewTool(service),
                new DraftTool(service),
                new AnswerTool(service),
                new GetReviewTool(service),
                new VerifyTool(service),
                new ExplainTool(service),
                new DriftTool(service));
    }

    List<SyncToolSpecification> all() {
        return tools.stream()
                .map(tool -> {
                    McpSchema.Tool described = tool.described();
                    return new SyncToolSpecification(
                            described,
                            (exchange, request) -> call(
                                    tool,
                                    described,
                                    request.arguments() == null ? Map.of() : request.arguments(),
                                    new SdkClient(exchange, request.progressToken())));
                })
                .toList();
    }

    private static McpSchema.CallToolResult call(
            Tool tool, McpSchema.Tool described, Map<String, Object> arguments, Client client) {
        try {
            known(described, arguments);
            return tool.call(new Call(arguments, client, ""));
        } catch (IllegalArgumentException e) {
            return McpSchema.CallToolResult.builder()
                    .addTextContent(String.valueOf(e.getMessage()))
                    .isError(true)
                    .build();
        }
    }

    /** A misspelt argument is no argument: it is refused, not ignored. */
    private static void known(McpSchema.Tool described, Map<String, Object> arguments) {
        if (described.inputSchema().get("properties") instanceof Map<?, ?> known) {
            for (String name : arguments.keySet()) {
                if (!known.containsKey(name)) {
                    throw new IllegalArgumentException(described.name() + " has no argument " + name + ". It has "
                            + String.join(", ", new TreeSet<>(names(known))) + ".");
                }
            }
        }
    }

    private static List<String> names(Map<?, ?> known) {
        return known.keySet().stream().map(String::valueOf).toList();
    }

    static McpSchema.ToolAnnotations reads() {
        return McpSchema.ToolAnnotations.builder().readOnlyHint(true).build();
    }
}
