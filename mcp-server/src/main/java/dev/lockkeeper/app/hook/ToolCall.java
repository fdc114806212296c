package dev.lockkeeper.app.hook;

import dev.lockkeeper.hook.ToolEvent;
import java.nio.file.Path;

/** What an agent is about to do, and the folder it stands in. */
public record ToolCall(Path folder, ToolEvent event) {}
