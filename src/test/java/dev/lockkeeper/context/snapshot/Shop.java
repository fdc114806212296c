package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.dryrun.shadow.PlainServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** A server with database {@code shop} (shop.sql) and the roles {@code watcher}, {@code nothing} and {@code app}. */
final class Shop implements AutoCloseable {
    final PlainServer server;

    Shop(int major, Map<String, String> settings) throws Exception {
        server = PlainServer.start(major, settings);
        try (Connection admin = server.admin("postgres")) {
            Production.run(admin, "CREATE DATABASE shop");
        }
        try (Connection admin = admin()) {
            Production.run(admin, Production.resource("shop.sql"));
            // A role without a password of its own in the statistics: the statement that made it is one of the secrets.
            Production.run(
                    admin, "/* SECRET-IN-QUERY */ SELECT count(*) FROM customers WHERE token = 'SECRET-IN-QUERY'");
            Production.run(admin, "SET app.note = 'SECRET-IN-QUERY'");
        }
    }

    Connection admin() throws SQLException {
        return server.admin("shop");
    }

    Connection app() throws SQLException {
        return server.connect("app", "SECRET-IN-QUERY", "shop");
    }

    SnapshotRequest watcher() {
        return Production.request(server, "watcher", "SECRET-PASSWORD-1", "shop");
    }

    SnapshotRequest nothing() {
        return Production.request(server, "nothing", "SECRET-PASSWORD-2", "shop");
    }

    /** Ends every session of this application, as an administrator would. */
    void killSessions(String application) {
        try (Connection admin = admin()) {
            Production.run(
                    admin,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '" + application
                            + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything that {@code --grants} prints for the role, run by the superuser. */
    void grant(SnapshotRequest role) throws Exception {
        String grants = Production.snapshots().grants(role, java.util.Optional.empty());
        try (Connection admin = admin()) {
            Production.run(admin, grants);
        }
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
