package dev.lockkeeper.hook;

import java.util.List;

/**
 * A script taken apart.
 *
 * @param commands in order, also those inside groups and compound commands
 * @param nested the texts inside command and process substitutions
 * @param whole false when a quote, substitution or here-document never ends: then nobody knows what the rest means
 */
record ShellScript(List<ShellCommand> commands, List<String> nested, boolean whole) {
    ShellScript {
        commands = List.copyOf(commands);
        nested = List.copyOf(nested);
    }
}
