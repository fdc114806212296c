package dev.lockkeeper.context.snapshot;

import java.util.Map;
import java.util.Optional;

/**
 * Which server, database and role: the parts of a URL, already checked. {@code parameters} are pgjdbc's names, from a
 * fixed list: a URL can choose how to encrypt, never which classes to load or what to run at start-up.
 */
public record Target(
        String host,
        int port,
        String database,
        String user,
        Optional<Password> password,
        Map<String, String> parameters) {
    public Target {
        parameters = Map.copyOf(parameters);
    }

    /** For people: without user and password. */
    public String display() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/" + database;
    }
}
