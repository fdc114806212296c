package dev.lockkeeper.context.snapshot;

import java.sql.Connection;
import java.time.Duration;

/** The same read-only connection as a snapshot's, for others who only read: application_name, pinned search path, limits. */
public final class ReadOnlyConnections {
    private ReadOnlyConnections() {}

    /** The caller closes it; no message of the exception holds a password. */
    public static Connection open(Target target, Duration statementLimit) throws SnapshotException {
        return Connector.open(target, statementLimit);
    }
}
