package dev.lockkeeper.context.snapshot;

import java.sql.Connection;
import java.util.Map;
import java.util.stream.Collectors;

/** Connections that may write, for whoever applies approved changes; same URLs, passwords and refusals as a snapshot's. */
public final class WritableConnections {
    private WritableConnections() {}

    /**
     * {@code settings} hold from the session's first moment and after RESET ALL; values without blanks. No limit on how
     * long a statement may take. The caller closes it; no message of the exception holds a password.
     */
    public static Connection open(Target target, String applicationName, Map<String, String> settings)
            throws SnapshotException {
        return Connector.open(
                target,
                applicationName,
                settings.entrySet().stream()
                        .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining(" ")),
                "0");
    }
}
