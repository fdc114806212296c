package dev.lockkeeper.hook;

import dev.lockkeeper.sql.ScriptReader;
import java.nio.file.Path;
import java.util.List;

/**
 * A tool call of an agent → whether it may run. Deterministic, offline, the same for all clients. It is a seat belt:
 * it judges what can be seen in the call, and {@code lockkeeper verify --changed} judges the bytes that come out.
 */
public final class HookDecision {
    private final Places places;
    private final WrittenFiles written;
    private final ShellJudge shell;
    private final ToolJudge tools;

    public HookDecision(Guarded guarded, ScriptReader reader) {
        this.places = new Places(guarded.root(), guarded.migrations());
        this.written = new WrittenFiles(guarded, places);
        SqlReads sql = new SqlReads(reader);
        this.shell = new ShellJudge(places, RunnerCommands.shipped(), sql);
        this.tools = new ToolJudge(places, written, sql);
    }

    /** {@code folder} is where the agent stands. */
    public Decision decide(Path folder, ToolEvent event) {
        return switch (event) {
            case ToolEvent.Look look -> Decision.ALLOW;
            case ToolEvent.FileWrite write -> written.decide(folder, write);
            case ToolEvent.FileChange change ->
                places.guarded(folder, change.path()).map(this::changed).orElse(Decision.ALLOW);
            case ToolEvent.Patch patch -> patch(folder, patch.text());
            case ToolEvent.Shell command -> shell.judge(folder, command.command());
            case ToolEvent.OtherTool tool -> tools.judge(folder, tool);
            case ToolEvent.Unreadable unreadable -> Denials.unreadable(unreadable.why());
            case ToolEvent.Several several -> worst(folder, several.events());
        };
    }

    private Decision worst(Path folder, List<? extends ToolEvent> events) {
        Decision worst = Decision.ALLOW;
        for (ToolEvent each : events) {
            if (worst instanceof Decision.Allow) {
                worst = decide(folder, each);
            }
        }
        return worst;
    }

    private Decision patch(Path folder, String text) {
        var added = AddedFiles.of(text);
        if (added.isPresent()) {
            return worst(folder, added.get());
        }
        var paths = PatchPaths.of(text);
        if (paths.isEmpty()) {
            return text.isBlank() ? Decision.ALLOW : Denials.unreadable("a patch that names no file was given");
        }
        for (String path : paths) {
            var place = places.guarded(folder, path);
            if (place.isPresent()) {
                return changed(place.get());
            }
        }
        return Decision.ALLOW;
    }

    private Decision changed(Place place) {
        return written.isOld(place) ? Denials.baseline(place.name()) : Denials.of(place);
    }
}
