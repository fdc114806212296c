package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sealed server with its watchdog, its place among the servers, and a shutdown hook that lasts as long as it does. */
final class OpenShadow implements ShadowDatabase, SparseRelations, Watchdog.Target {
    private static final Logger LOG = LoggerFactory.getLogger(OpenShadow.class);

    private final ShadowRequest request;
    private final ShadowServer server;
    private final Roles.Sealed roles;
    private final String description;
    private final AutoCloseable place;
    private volatile Connection control;
    private final Watchdog watchdog;
    private final Thread hook;
    private boolean gone;
    private volatile Optional<String> stopped = Optional.empty();

    OpenShadow(ShadowRequest request, ShadowServer server, Roles.Sealed roles, String why, AutoCloseable place)
            throws SQLException {
        this.request = request;
        this.server = server;
        this.roles = roles;
        this.description = server.description() + why;
        this.place = place;
        this.control = control();
        this.watchdog = new Watchdog(this, request.limits(), System::nanoTime);
        this.hook = new Thread(this::destroy, "lockkeeper-shutdown");
    }

    /** A watchdog that hangs with its server would be none. */
    private Connection control() throws SQLException {
        Connection connection = observer();
        connection.setNetworkTimeout(Runnable::run, 2000);
        return connection;
    }

    /** Starts watching; from here on the end of this JVM also ends the server. */
    OpenShadow watched() {
        Runtime.getRuntime().addShutdownHook(hook);
        watchdog.start();
        return this;
    }

    @Override
    public int major() {
        return request.major();
    }

    @Override
    public String serverVersion() {
        return roles.version();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<String> differences() {
        List<String> all = new ArrayList<>(server.differences());
        all.addAll(roles.differences());
        return List.copyOf(all);
    }

    @Override
    public List<ExtensionStub> stubs() {
        return roles.stubs();
    }

    @Override
    public Connection migrator() throws SQLException {
        Connection connection = server.connect(roles.migrator(), request.database());
        try (Statement s = connection.createStatement()) {
            s.execute(roles.sessionStart());
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection observer() throws SQLException {
        return server.connect(roles.observer(), request.database());
    }

    @Override
    public OptionalLong temporaryBytes() {
        return server.temporaryBytes();
    }

    @Override
    public Optional<SparseRelations> sparseRelations() {
        return server instanceof EmbeddedServer ? Optional.of(this) : Optional.empty();
    }

    @Override
    public void stretch(Map<String, Long> pages) throws ShadowUnavailableException, SQLException, InterruptedException {
        restart(files -> files.stretch(pages));
    }

    @Override
    public void restore() throws ShadowUnavailableException, SQLException, InterruptedException {
        restart(StretchedFiles::restore);
    }

    private synchronized void restart(EmbeddedServer.FileWork between)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        if (gone || !(server instanceof EmbeddedServer embedded)) {
            throw new ShadowUnavailableException("the files of this server are out of reach");
        }
        control.abort(Runnable::run);
        try {
            embedded.restart(between);
        } catch (IOException e) {
            throw new ShadowUnavailableException("the server could not be restarted: " + e.getMessage(), e);
        }
        control = control();
    }

    @Override
    public TimeLimit limit(Duration duration) {
        return watchdog.limit(duration);
    }

    @Override
    public Optional<String> stopReason() {
        return stopped;
    }

    @Override
    public boolean busy() {
        try (Statement s = control.createStatement();
                ResultSet r =
                        s.executeQuery("select count(*) from pg_stat_activity where state <> 'idle' and usename = '"
                                + Roles.MIGRATOR + "'")) {
            return r.next() && r.getInt(1) > 0;
        } catch (SQLException e) {
            // A server that does not answer its watchdog is busy in the worst way.
            return true;
        }
    }

    @Override
    public void cancel(String reason) {
        stopped = Optional.of(reason);
        signal("pg_cancel_backend");
    }

    @Override
    public void terminate() {
        signal("pg_terminate_backend");
    }

    private void signal(String function) {
        try (Statement s = control.createStatement()) {
            s.execute("select " + function + "(pid) from pg_stat_activity where usename = '" + Roles.MIGRATOR + "'");
        } catch (SQLException e) {
            LOG.debug("{} failed; the kill follows", function, e);
        }
    }

    @Override
    public void kill(String reason) {
        stopped = Optional.of(reason);
        destroy();
    }

    @Override
    public long diskBytes() {
        return server.diskBytes();
    }

    @Override
    public void kill() {
        destroy();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("the JVM is already ending", e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    /** Whoever comes second waits until all is gone. */
    private synchronized void destroy() {
        if (gone) {
            return;
        }
        gone = true;
        // A cancelled dry run comes here interrupted, and a server that is told to stop must be waited for.
        boolean interrupted = Thread.interrupted();
        watchdog.close();
        try (AutoCloseable released = place) {
            try {
                control.abort(Runnable::run);
            } finally {
                server.destroy();
            }
        } catch (IOException | SQLException e) {
            LOG.warn("the shadow database left something behind, which the next start sweeps: {}", e.getMessage());
        } catch (Exception e) {
            LOG.warn("a place among the shadow databases was not given back: {}", e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
