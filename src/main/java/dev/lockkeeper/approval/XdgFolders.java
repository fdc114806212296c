package dev.lockkeeper.approval;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a user's keys and records live: the XDG base directories, from an environment passed in.
 * As the specification asks, a relative or empty variable counts as unset.
 */
record XdgFolders(Map<String, String> environment) {
    XdgFolders {
        environment = Map.copyOf(environment);
    }

    Path config() {
        return folder("XDG_CONFIG_HOME", ".config");
    }

    Path state() {
        return folder("XDG_STATE_HOME", ".local/state");
    }

    private Path folder(String variable, String underHome) {
        Path base = Path.of(environment.getOrDefault(variable, ""));
        if (!base.isAbsolute()) {
            Path home = Path.of(environment.getOrDefault("HOME", ""));
            if (!home.isAbsolute()) {
                throw new ApprovalException("neither " + variable + " nor HOME is an absolute path; set one of them");
            }
            base = home.resolve(underHome);
        }
        return base.resolve("lockkeeper");
    }
}
