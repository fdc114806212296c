package dev.lockkeeper.app.hook;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockkeeper.hook.ToolEvent;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The JSON that a client sends to its hook → the tool call it is about. Two spellings of the same facts are in use:
 * {@code tool_name}, {@code tool_input} (Claude Code, Codex, VS Code, Cursor) and {@code toolName}, {@code toolArgs}
 * (Copilot), the arguments as an object or as JSON in a string. Cursor's {@code beforeShellExecution} has the command
 * itself. Anything else is unreadable.
 */
public final class EventReader {
    private final JsonMapper mapper = JsonMapper.builder()
            // A repeated key means one thing to this reader and perhaps another to the client.
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path start;

    /** {@code start} is where the agent stands when the event does not say it. */
    public EventReader(Path start) {
        this.start = start;
    }

    public ToolCall read(byte[] event) {
        try {
            JsonNode root = mapper.readTree(event);
            if (root == null || !root.isObject()) {
                return unreadable("the hook got no JSON object");
            }
            JsonNode input = arguments(root);
            return new ToolCall(folder(root, input), event(root, input));
        } catch (IOException e) {
            return unreadable("the hook got JSON that cannot be read");
        } catch (InvalidPathException e) {
            return unreadable("the working folder is not a path");
        }
    }

    private ToolEvent event(JsonNode root, JsonNode input) {
        String kind = root.path("hook_event_name").asText("");
        if (kind.equals("beforeShellExecution")) {
            return root.path("command").isTextual()
                    ? new ToolEvent.Shell(root.path("command").textValue())
                    : new ToolEvent.Unreadable("a shell command without its text was given");
        }
        if (kind.equals("beforeReadFile") || kind.equals("beforeTabFileRead")) {
            return new ToolEvent.Look(kind);
        }
        Optional<String> name = List.of("tool_name", "toolName").stream()
                .filter(each -> root.path(each).isTextual())
                .map(each -> root.path(each).textValue())
                .findFirst();
        if (name.isEmpty()) {
            return new ToolEvent.Unreadable("the hook got an event without a tool's name");
        }
        return ToolNames.event(kind.equals("beforeMCPExecution") ? "MCP:" + name.get() : name.get(), input);
    }

    private JsonNode arguments(JsonNode root) throws IOException {
        for (String field : List.of("tool_input", "toolArgs", "toolInput", "tool_args")) {
            JsonNode value = root.path(field);
            if (value.isTextual()) {
                // A tool may take plain text; then the text is its only argument.
                String text = value.textValue();
                return text.stripLeading().startsWith("{")
                        ? mapper.readTree(text)
                        : mapper.createObjectNode().put("input", text);
            }
            if (!value.isMissingNode() && !value.isNull()) {
                return value;
            }
        }
        return mapper.createObjectNode();
    }

    private Path folder(JsonNode root, JsonNode input) {
        Path folder = start;
        if (root.path("workspace_roots").path(0).isTextual()) {
            folder = folder.resolve(root.path("workspace_roots").path(0).textValue());
        }
        for (JsonNode each :
                List.of(root.path("cwd"), input.path("working_directory"), input.path("workdir"), input.path("cwd"))) {
            if (each.isTextual() && !each.textValue().isEmpty()) {
                folder = folder.resolve(each.textValue());
            }
        }
        return folder;
    }

    private ToolCall unreadable(String why) {
        return new ToolCall(start, new ToolEvent.Unreadable(why));
    }
}
