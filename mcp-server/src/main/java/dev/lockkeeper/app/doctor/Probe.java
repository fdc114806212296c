package dev.lockkeeper.app.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.app.hook.HookClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An event in a client's documented form, and whether its hook has to deny it.
 *
 * @param tool the client's name of the tool
 */
record Probe(String what, String event, String tool, boolean denied, String json) {
    private static final String SQL = "DROP TABLE lockkeeper_doctor;\n";

    /** {@code name} would be a migration. */
    static List<Probe> of(HookClient client, Path root, String name) {
        String migration = root.resolve(name).toString();
        String harmless = root.resolve("lockkeeper-doctor.txt").toString();
        String shell = "psql -c 'DROP TABLE lockkeeper_doctor'";
        List<Probe> probes = new ArrayList<>();
        switch (client) {
            case CLAUDE_CODE, VSCODE -> {
                probes.add(tool(
                        "a migration is written",
                        client,
                        root,
                        "Write",
                        true,
                        Map.of("file_path", migration, "content", SQL)));
                probes.add(tool(
                        "a migration is edited",
                        client,
                        root,
                        "Edit",
                        true,
                        Map.of("file_path", migration, "old_string", "a", "new_string", "b")));
                probes.add(tool("psql changes a table", client, root, "Bash", true, Map.of("command", shell)));
                probes.add(tool(
                        "a database tool changes a table",
                        client,
                        root,
                        "mcp__postgres__execute",
                        true,
                        Map.of("sql", SQL)));
                probes.add(tool(
                        "another file is written",
                        client,
                        root,
                        "Write",
                        false,
                        Map.of("file_path", harmless, "content", "x")));
            }
            case CODEX -> {
                String patch = "*** Begin Patch\n*** Add File: " + name + "\n+" + SQL + "*** End Patch";
                probes.add(
                        tool("a migration is patched in", client, root, "apply_patch", true, Map.of("command", patch)));
                probes.add(tool("psql changes a table", client, root, "Bash", true, Map.of("command", shell)));
                probes.add(tool(
                        "a database tool changes a table",
                        client,
                        root,
                        "mcp__postgres__execute",
                        true,
                        Map.of("sql", SQL)));
                probes.add(tool("files are listed", client, root, "Bash", false, Map.of("command", "ls -la")));
            }
            case CURSOR -> {
                probes.add(tool(
                        "a migration is written",
                        client,
                        root,
                        "Write",
                        true,
                        Map.of("file_path", migration, "content", SQL)));
                probes.add(shell(root, shell));
                ObjectNode mcp = cursor(root, "beforeMCPExecution");
                mcp.put("tool_name", "execute_sql")
                        .put("tool_input", arguments(Map.of("sql", SQL)).toString());
                probes.add(new Probe(
                        "a database tool changes a table", "beforeMCPExecution", "execute_sql", true, mcp.toString()));
                probes.add(tool(
                        "another file is written",
                        client,
                        root,
                        "Write",
                        false,
                        Map.of("file_path", harmless, "content", "x")));
            }
            case COPILOT -> {
                probes.add(tool(
                        "a migration is created",
                        client,
                        root,
                        "create",
                        true,
                        Map.of("path", migration, "file_text", SQL)));
                probes.add(tool("psql changes a table", client, root, "bash", true, Map.of("command", shell)));
                probes.add(tool(
                        "another file is created",
                        client,
                        root,
                        "create",
                        false,
                        Map.of("path", harmless, "file_text", "x")));
            }
        }
        return probes;
    }

    private static Probe tool(
            String what, HookClient client, Path root, String tool, boolean denied, Map<String, String> input) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        String name = "PreToolUse";
        switch (client) {
            case CLAUDE_CODE, CODEX, VSCODE ->
                event.put("session_id", "lockkeeper-doctor")
                        .put("cwd", root.toString())
                        .put("hook_event_name", name)
                        .put("tool_name", tool)
                        .set("tool_input", arguments(input));
            case CURSOR -> {
                name = "preToolUse";
                event.setAll(cursor(root, name));
                event.put("tool_name", tool).set("tool_input", arguments(input));
            }
            case COPILOT -> {
                name = "preToolUse";
                event.put("timestamp", 0)
                        .put("cwd", root.toString())
                        .put("toolName", tool)
                        .put("toolArgs", arguments(input).toString());
            }
        }
        return new Probe(what, name, tool, denied, event.toString());
    }

    private static Probe shell(Path root, String command) {
        ObjectNode event = cursor(root, "beforeShellExecution");
        event.put("command", command).put("cwd", root.toString());
        return new Probe("psql changes a table", "beforeShellExecution", "", true, event.toString());
    }

    private static ObjectNode cursor(Path root, String name) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("conversation_id", "lockkeeper-doctor").put("hook_event_name", name);
        event.putArray("workspace_roots").add(root.toString());
        return event;
    }

    private static JsonNode arguments(Map<String, String> input) {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        new java.util.TreeMap<>(input).forEach(arguments::put);
        return arguments;
    }
}
