package dev.lockkeeper.dryrun.shadow;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One running throwaway server with one empty database, already sealed: nobody can connect as superuser any more.
 * Whatever happens (close, failure, the limits, the end of this JVM) its processes and files go away.
 */
public interface ShadowDatabase extends AutoCloseable {
    /** PostgreSQL's major version. */
    int major();

    /** The full version as the server reports it. */
    String serverVersion();

    /** What kind of server this is and why it was chosen, in one line for a report. */
    String description();

    /** In what this server differs from what was asked for, one sentence each. */
    List<String> differences();

    /** Stand-ins for extensions that are not here. */
    default List<ExtensionStub> stubs() {
        return List.of();
    }

    /**
     * A new connection of the role that owns schema public and runs untrusted SQL; it sends statements as they are
     * (simple query protocol). The caller closes it.
     */
    Connection migrator() throws SQLException;

    /**
     * A new connection that may watch (pg_monitor) and stop (pg_signal_backend) the migrator, with search_path pinned
     * to pg_catalog. The caller closes it.
     */
    Connection observer() throws SQLException;

    /**
     * From now until the result is closed the migrator's sessions may work for this long; then they are cancelled,
     * 1.5 s later terminated, and 3 s after that the server is killed.
     */
    TimeLimit limit(Duration duration);

    /** Bytes of the temporary files that statements have used and closed so far; empty where nothing tells. */
    default OptionalLong temporaryBytes() {
        return OptionalLong.empty();
    }

    /** Relations as long as production's; empty where the files of the server are out of reach. */
    default Optional<SparseRelations> sparseRelations() {
        return Optional.empty();
    }

    /** For which limit the watchdog last stepped in (it cancels first and kills last), if it did. */
    Optional<String> stopReason();

    /** Kills the server at once and deletes its files; every connection breaks. */
    void kill();

    /** The same; further calls do nothing. */
    @Override
    void close();
}
