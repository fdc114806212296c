package dev.lockkeeper.app.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/** The process around a command: streams, environment, and whether a person watches. */
public record Console(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
    public Console {
        environment = Map.copyOf(environment);
    }

    /** Colour only for a terminal, and never with {@code NO_COLOR}. */
    public boolean colour() {
        return interactive()
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
    }

    /** A person watches: the launcher sets {@code jdk.console=java.base}, which has a console only on a terminal. */
    public boolean interactive() {
        return System.console() != null;
    }
}
