package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A started server before and after sealing, whatever it runs in. */
interface ShadowServer {
    /** Who connects, and with which pgjdbc properties. */
    record Login(String role, String password, Map<String, String> properties) {
        public Login {
            properties = Map.copyOf(properties);
        }
    }

    /** The superuser; its role can no longer log in once the server is sealed. */
    Login admin();

    Connection connect(Login login, String database) throws SQLException;

    /** Bytes used of the quota. */
    long diskBytes();

    /** Bytes of temporary files that ended so far; empty where nothing tells. */
    default OptionalLong temporaryBytes() {
        return OptionalLong.empty();
    }

    /** Kills all processes and deletes all files; further calls do nothing. */
    void destroy() throws IOException;

    /** What it is, for a report. */
    String description();

    List<String> differences();

    /** The last lines of the server's log. */
    String logTail();
}
