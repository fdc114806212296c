package dev.lockkeeper.context;

import java.util.OptionalInt;

/** Connections: the server's limit, how many are in use, and the size of the application's pool. */
public record Connections(OptionalInt maxConnections, OptionalInt inUse, OptionalInt poolSize) {
    public Connections {
        Facts.notNegative("max_connections", maxConnections);
        Facts.notNegative("in_use", inUse);
        Facts.notNegative("pool_size", poolSize);
    }
}
