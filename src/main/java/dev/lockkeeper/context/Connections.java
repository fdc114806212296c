package dev.lockkeeper.context;

import java.util.OptionalInt;

/** Connections: the server's limit, how many are in use, and the size of the application's pool. */
public record Connections(OptionalInt maxConnections, OptionalInt inUse, OptionalInt poolSize) {}
