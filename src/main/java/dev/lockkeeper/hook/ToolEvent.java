package dev.lockkeeper.hook;

import dev.lockkeeper.approval.Bytes;
import java.util.List;

/** What an agent is about to do, whichever client it runs in. Paths are as the client gave them. */
public sealed interface ToolEvent {
    /** A file gets exactly this content. */
    record FileWrite(String path, Bytes content) implements ToolEvent {}

    /** A file is edited in place, renamed or deleted; what it will hold then is not known. */
    record FileChange(String path) implements ToolEvent {}

    /** A patch in unified form or in the form of {@code apply_patch}. */
    record Patch(String text) implements ToolEvent {}

    /** A command line for a POSIX shell. */
    record Shell(String command) implements ToolEvent {}

    /** Any other tool that may act, with its text arguments: tools of MCP servers, above all. */
    record OtherTool(String tool, List<Argument> arguments) implements ToolEvent {
        public OtherTool {
            arguments = List.copyOf(arguments);
        }
    }

    /** A text argument, also one deep inside objects and lists, under the nearest name. */
    record Argument(String name, String value) {}

    /** A tool that only looks. */
    record Look(String tool) implements ToolEvent {}

    /** One call that does several things. */
    record Several(List<ToolEvent> events) implements ToolEvent {
        public Several {
            events = List.copyOf(events);
        }
    }

    /** Nobody can say what it is. */
    record Unreadable(String why) implements ToolEvent {}
}
