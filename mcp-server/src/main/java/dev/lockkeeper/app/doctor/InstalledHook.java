package dev.lockkeeper.app.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockkeeper.app.hook.HookClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A hook as a client's configuration file has it.
 *
 * @param event the client's name of the event
 * @param matcher which tools it is called for; empty means all
 * @param command what the client gives to a shell
 */
record InstalledHook(HookClient client, String file, String event, String matcher, String command) {
    /** Where each client keeps its hooks in a repository, and how it names the moment before a tool runs. */
    private static final Map<HookClient, String> FILES = Map.of(
            HookClient.CLAUDE_CODE, ".claude/settings.json",
            HookClient.CODEX, ".codex/hooks.json",
            HookClient.CURSOR, ".cursor/hooks.json",
            HookClient.COPILOT, ".github/hooks/lockkeeper.json");

    private static final List<String> EVENTS =
            List.of("PreToolUse", "preToolUse", "beforeShellExecution", "beforeMCPExecution");

    static String file(HookClient client) {
        return FILES.getOrDefault(client, "");
    }

    /** Every hook of the client that calls Lockkeeper; none when the file is not there. */
    static List<InstalledHook> of(Path root, HookClient client) throws IOException {
        String name = file(client);
        Path file = root.resolve(name);
        List<InstalledHook> found = new ArrayList<>();
        if (name.isEmpty() || !Files.isRegularFile(file)) {
            return found;
        }
        JsonNode hooks = new ObjectMapper().readTree(Files.readString(file)).path("hooks");
        for (String event : EVENTS) {
            for (JsonNode entry : hooks.path(event)) {
                String matcher = entry.path("matcher").asText("");
                List<JsonNode> commands = new ArrayList<>(List.of(entry));
                entry.path("hooks").forEach(commands::add);
                for (JsonNode each : commands) {
                    String command =
                            each.path("command").asText(each.path("bash").asText(""));
                    if (command.contains("lockkeeper")) {
                        found.add(new InstalledHook(client, name, event, matcher, command));
                    }
                }
            }
        }
        return found;
    }

    /** Whether the client calls it for this tool: a regular expression over the whole name (all clients' hook pages). */
    boolean calledFor(String tool) {
        return matcher.isEmpty() || matcher.equals("*") || tool.matches(matcher);
    }
}
