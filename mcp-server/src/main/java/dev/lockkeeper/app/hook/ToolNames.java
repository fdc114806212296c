package dev.lockkeeper.app.hook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockkeeper.approval.Bytes;
import dev.lockkeeper.hook.ToolEvent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A tool's name and arguments → what it does. The names of all clients are one table, compared without case and
 * punctuation: a name that one client uses for writing is not another's word for reading.
 */
final class ToolNames {
    private static final Set<String> LOOKS = Set.of(
            "read",
            "readfile",
            "glob",
            "grep",
            "ls",
            "listdir",
            "webfetch",
            "websearch",
            "todowrite",
            "todoread",
            "bashoutput",
            "killshell",
            "exitplanmode",
            "enterplanmode",
            "askuserquestion",
            "skill",
            "listmcpresources",
            "readmcpresource",
            "filesearch",
            "grepsearch",
            "semanticsearch",
            "codebasesearch",
            "geterrors",
            "view",
            "viewimage",
            "updateplan",
            "toolsearch",
            "notebookread",
            "readlints",
            "getterminaloutput",
            "fetchwebpage",
            "listcodeusages",
            "getchangedfiles");
    private static final Set<String> WRITES =
            Set.of("write", "writefile", "createfile", "create", "tabwrite", "createnewfile");
    private static final Set<String> CHANGES = Set.of(
            "edit",
            "multiedit",
            "notebookedit",
            "editfile",
            "editfiles",
            "strreplace",
            "searchreplace",
            "delete",
            "deletefile",
            "replacestringinfile",
            "multireplacestringinfile",
            "inserteditintofile",
            "editnotebook",
            "editnotebookfile",
            "createnewjupyternotebook",
            "insert",
            "undoedit",
            "rename",
            "move",
            "tabedit");
    private static final Set<String> SHELLS = Set.of(
            "bash",
            "shell",
            "powershell",
            "runinterminal",
            "runterminalcmd",
            "runterminalcommand",
            "localshell",
            "execcommand",
            "shellcommand",
            "terminal",
            "unifiedexec",
            "writestdin",
            "writebash",
            "writepowershell",
            "sendtoterminal",
            "monitor",
            "createandruntask",
            "runtask",
            "containerexec");
    private static final Set<String> PATCHES = Set.of("applypatch", "patch");
    private static final List<String> PATHS = List.of(
            "file_path",
            "filePath",
            "path",
            "notebook_path",
            "notebookPath",
            "target_file",
            "targetFile",
            "relative_workspace_path",
            "old_path",
            "new_path",
            "destination",
            "files",
            "filename");
    private static final List<String> CONTENTS =
            List.of("content", "contents", "file_text", "fileText", "fileContent", "file_contents");
    private static final List<String> COMMANDS = List.of("command", "cmd", "script", "chars", "commands", "input");

    private ToolNames() {}

    static ToolEvent event(String tool, JsonNode input) {
        String name = tool.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        if (LOOKS.contains(name)) {
            return new ToolEvent.Look(tool);
        }
        if (name.equals("strreplaceeditor") || name.equals("strreplacebasededittool")) {
            return editor(tool, input);
        }
        if (WRITES.contains(name)) {
            return write(tool, input);
        }
        if (CHANGES.contains(name)) {
            return changes(tool, input);
        }
        if (PATCHES.contains(name)) {
            Optional<String> text = texts(input, List.of("input", "patch", "command", "patch_text")).stream()
                    .findFirst();
            return text.<ToolEvent>map(ToolEvent.Patch::new)
                    .orElse(new ToolEvent.Unreadable("a patch without its text was given"));
        }
        if (SHELLS.contains(name)) {
            List<ToolEvent> commands = shells(input);
            return commands.isEmpty()
                    ? new ToolEvent.Unreadable("a shell command without its text was given")
                    : new ToolEvent.Several(commands);
        }
        List<ToolEvent> both = new ArrayList<>(isServer(tool) ? shells(input) : List.of());
        both.add(new ToolEvent.OtherTool(tool, arguments("", input)));
        return new ToolEvent.Several(both);
    }

    private static boolean isServer(String tool) {
        return tool.toLowerCase(Locale.ROOT).startsWith("mcp");
    }

    private static ToolEvent editor(String tool, JsonNode input) {
        return switch (input.path("command").asText("")) {
            case "view" -> new ToolEvent.Look(tool);
            case "create" -> write(tool, input);
            default -> changes(tool, input);
        };
    }

    private static ToolEvent write(String tool, JsonNode input) {
        List<String> paths = texts(input, PATHS);
        List<String> contents = texts(input, CONTENTS);
        return paths.size() == 1 && contents.size() == 1
                ? new ToolEvent.FileWrite(paths.getFirst(), Bytes.utf8(contents.getFirst()))
                : paths.isEmpty()
                        ? new ToolEvent.Unreadable("the tool " + tool + " was called without the name of a file")
                        : changes(tool, input);
    }

    private static ToolEvent changes(String tool, JsonNode input) {
        List<ToolEvent> files = arguments("", input).stream()
                .filter(argument -> PATHS.contains(argument.name()))
                .<ToolEvent>map(argument -> new ToolEvent.FileChange(argument.value()))
                .toList();
        return files.isEmpty()
                ? new ToolEvent.Unreadable("the tool " + tool + " was called without the name of a file")
                : new ToolEvent.Several(files);
    }

    /** A list of words is a command that no shell has read yet: quoted, it means the same to one. */
    private static List<ToolEvent> shells(JsonNode input) {
        List<ToolEvent> commands = new ArrayList<>();
        for (String field : COMMANDS) {
            JsonNode value = input.path(field);
            if (value.isTextual()) {
                commands.add(new ToolEvent.Shell(value.textValue()));
            } else if (value.isArray()) {
                List<String> words = new ArrayList<>();
                value.forEach(word -> words.add("'" + word.asText().replace("'", "'\\''") + "'"));
                commands.add(new ToolEvent.Shell(String.join(" ", words)));
            }
        }
        if (input.path("task").isObject()) {
            String words = arguments("", input.path("task")).stream()
                    .filter(argument ->
                            argument.name().equals("command") || argument.name().equals("args"))
                    .map(ToolEvent.Argument::value)
                    .collect(Collectors.joining(" "));
            commands.add(new ToolEvent.Shell(words));
        }
        return commands;
    }

    private static List<String> texts(JsonNode input, List<String> fields) {
        Set<String> texts = new LinkedHashSet<>();
        for (String field : fields) {
            if (input.path(field).isTextual()) {
                texts.add(input.path(field).textValue());
            }
        }
        return List.copyOf(texts);
    }

    private static List<ToolEvent.Argument> arguments(String name, JsonNode value) {
        List<ToolEvent.Argument> all = new ArrayList<>();
        if (value.isTextual()) {
            all.add(new ToolEvent.Argument(name, value.textValue()));
        } else if (value.isArray()) {
            value.forEach(each -> all.addAll(arguments(name, each)));
        } else if (value.isObject()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                all.addAll(arguments(field.getKey(), field.getValue()));
            }
        }
        return all;
    }
}
