package dev.lockkeeper.approval;

import java.time.Instant;

/**
 * The database an approval is for. System identifier, name and timeline make it the same database;
 * address, port and start time tell production from a physical clone, which shares the identifier.
 */
public record SignedDatabase(
        String systemIdentifier, String name, int timeline, String serverAddress, int port, Instant startedAt) {
    public SignedDatabase {
        Require.text("system identifier", systemIdentifier);
        Require.text("database name", name);
        startedAt = Require.seconds(startedAt);
        if (timeline < 1 || port < 0 || port > 65535) {
            throw new IllegalArgumentException("timeline " + timeline + " or port " + port + " out of range");
        }
    }
}
