package dev.lockkeeper.dryrun.shadow;

import dev.lockkeeper.context.snapshot.SnapshotException;
import dev.lockkeeper.context.snapshot.Target;
import dev.lockkeeper.context.snapshot.WritableConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One database on a clone's server. Migrator and observer are the same role there; the observer's search path is pinned. */
final class CloneDatabase implements ShadowDatabase, Watchdog.Target {
    private static final Logger LOG = LoggerFactory.getLogger(CloneDatabase.class);
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final String OTHERS =
            " FROM pg_catalog.pg_stat_activity WHERE datname = pg_catalog.current_database()"
                    + " AND usename = current_user AND pid <> ALL (ARRAY[%s])";

    private final CloneServer server;
    private final CloneRequest request;
    private final Target target;
    private final String version;
    private final Connection control;
    private final Set<Long> observers = ConcurrentHashMap.newKeySet();
    private final Watchdog watchdog;
    private final Thread hook = new Thread(this::destroy, "lockkeeper-shutdown");
    private boolean gone;
    private volatile Optional<String> stopped = Optional.empty();

    CloneDatabase(CloneServer server, CloneRequest request, Target target, String version)
            throws ShadowUnavailableException, SQLException {
        this.server = server;
        this.request = request;
        this.target = target;
        this.version = version;
        this.control = CloneServer.connect(target);
        this.control.setNetworkTimeout(Runnable::run, 5000);
        this.observers.add(pid(control));
        this.watchdog = new Watchdog(this, ShadowLimits.DEFAULT.withLifetime(LIFETIME), System::nanoTime);
    }

    CloneDatabase watched() {
        Runtime.getRuntime().addShutdownHook(hook);
        watchdog.start();
        return this;
    }

    private static long pid(Connection connection) throws SQLException {
        return Rows.number(connection, "SELECT pg_catalog.pg_backend_pid()");
    }

    @Override
    public int major() {
        return request.major();
    }

    @Override
    public String serverVersion() {
        return version;
    }

    @Override
    public String description() {
        return server.copies()
                ? "a copy of the clone's database for each pass"
                : "the clone itself, because the role may not copy it (CREATEDB, and the rights of the database's owner)";
    }

    @Override
    public List<String> differences() {
        return server.copies()
                ? List.of("Settings of the database itself (ALTER DATABASE … SET) are not on its copies.")
                : List.of();
    }

    @Override
    public Connection migrator() throws SQLException {
        Connection connection = open(Map.of());
        try {
            Rows.execute(
                    connection,
                    "set timezone = " + Roles.literal(request.settings().getOrDefault("TimeZone", "UTC")));
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection observer() throws SQLException {
        Connection connection = open(Map.of("search_path", "pg_catalog"));
        observers.add(pid(connection));
        return connection;
    }

    private Connection open(Map<String, String> settings) throws SQLException {
        try {
            return WritableConnections.open(target, "lockkeeper", settings);
        } catch (SnapshotException e) {
            throw new SQLException(e.getMessage(), "08001", e);
        }
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
        try {
            return Rows.number(control, "SELECT pg_catalog.count(*)" + others() + " AND state <> 'idle'") > 0;
        } catch (SQLException e) {
            // A server that does not answer its watchdog is busy in the worst way.
            return true;
        }
    }

    private String others() {
        return OTHERS.formatted(observers.stream().map(String::valueOf).collect(Collectors.joining(", ")));
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
        try {
            Rows.query(control, "SELECT pg_catalog." + function + "(pid)" + others());
        } catch (SQLException e) {
            LOG.debug("{} failed; the end of the sessions follows", function, e);
        }
    }

    @Override
    public void kill(String reason) {
        stopped = Optional.of(reason);
        destroy();
    }

    /** Not ours to measure: the report says that there is no quota. */
    @Override
    public long diskBytes() {
        return 0;
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

    private synchronized void destroy() {
        if (gone) {
            return;
        }
        gone = true;
        watchdog.close();
        try {
            control.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("the control connection was already gone", e);
        }
        server.drop(target.database());
    }
}
