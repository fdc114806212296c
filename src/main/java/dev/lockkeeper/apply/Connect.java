package dev.lockkeeper.apply;

import dev.lockkeeper.context.snapshot.SnapshotException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** Opens a connection to the target under this application_name, with settings that survive RESET ALL. */
@FunctionalInterface
public interface Connect {
    Connection open(String applicationName, Map<String, String> settings) throws SnapshotException, SQLException;
}
