package dev.lockkeeper.dryrun.shadow;

import dev.lockkeeper.context.snapshot.SnapshotException;
import dev.lockkeeper.context.snapshot.Target;
import dev.lockkeeper.context.snapshot.WritableConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server with a disposable copy of production. Where the role may, each pass gets a copy of that copy; where not, the
 * one there is. Only one dry run at a time works there, and sweeps what a killed one left.
 */
public final class CloneServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CloneServer.class);
    private static final String PREFIX = "lockkeeper_dry_run_";
    private static final String MAINTENANCE = "postgres";
    private static final long LOCK = 0x6c6f636b6b656570L;
    private static final int FIRST_WITH_FORCE = 13;
    private static final int FIRST_WITH_STRATEGY = 15;

    private final CloneRequest request;
    private final CloneCheck.Found found;
    private final Connection maintenance;
    private final RandomGenerator random;

    private CloneServer(CloneRequest request, CloneCheck.Found found, Connection maintenance, RandomGenerator random) {
        this.request = request;
        this.found = found;
        this.maintenance = maintenance;
        this.random = random;
    }

    /** Connects, looks, and refuses what is not a quiet, disposable copy; {@code random} makes names. */
    public static CloneServer check(CloneRequest request, RandomGenerator random)
            throws ShadowUnavailableException, SQLException {
        CloneCheck.Found found = new CloneCheck(request).look();
        Target beside = found.copies() ? database(request.target(), MAINTENANCE) : request.target();
        Connection maintenance = connect(beside);
        boolean open = false;
        try {
            if (!Rows.query(maintenance, "SELECT pg_catalog.pg_try_advisory_lock(" + LOCK + ")")
                    .getFirst()
                    .getFirst()
                    .equals("t")) {
                throw new ShadowUnavailableException(
                        "another dry run works on clone " + request.target().display() + ": wait for its end");
            }
            CloneServer server = new CloneServer(request, found, maintenance, random);
            server.sweep();
            open = true;
            return server;
        } finally {
            if (!open) {
                maintenance.close();
            }
        }
    }

    /** Whether each pass has a copy of its own. */
    public boolean copies() {
        return found.copies();
    }

    /** What of the locked room is missing here, one sentence each. */
    public List<String> notEnforced() {
        return found.notEnforced();
    }

    /** A database for one pass; closing it ends its sessions and drops it, when it is a copy. */
    public ShadowDatabase open() throws ShadowUnavailableException, SQLException {
        Target target = request.target();
        if (copies()) {
            byte[] bytes = new byte[4];
            random.nextBytes(bytes);
            target = database(target, PREFIX + HexFormat.of().formatHex(bytes));
            Rows.execute(
                    maintenance,
                    "CREATE DATABASE " + Roles.name(target.database()) + " TEMPLATE "
                            + Roles.name(request.target().database())
                            + (request.major() >= FIRST_WITH_STRATEGY ? " STRATEGY file_copy" : ""));
        }
        return new CloneDatabase(this, request, target, found.version()).watched();
    }

    static Connection connect(Target target) throws ShadowUnavailableException {
        try {
            return WritableConnections.open(target, "lockkeeper", Map.of("search_path", "pg_catalog"));
        } catch (SnapshotException e) {
            throw new ShadowUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Target database(Target target, String name) {
        return new Target(target.host(), target.port(), name, target.user(), target.password(), target.parameters());
    }

    /** Takes the copy away again; of the one clone only the sessions end. */
    void drop(String database) {
        try {
            Rows.query(
                    maintenance,
                    "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = "
                            + Roles.literal(database)
                            + " AND pid <> pg_catalog.pg_backend_pid() AND usename = current_user");
            if (copies()) {
                Rows.execute(
                        maintenance,
                        "DROP DATABASE IF EXISTS " + Roles.name(database)
                                + (request.major() >= FIRST_WITH_FORCE ? " WITH (FORCE)" : ""));
            }
        } catch (SQLException e) {
            LOG.warn("database {} was left on the clone; the next dry run sweeps it: {}", database, e.getMessage());
        }
    }

    private void sweep() throws SQLException {
        if (copies()) {
            for (List<String> row : Rows.query(
                    maintenance,
                    "SELECT datname FROM pg_catalog.pg_database WHERE datname ~ '^" + PREFIX
                            + "[0-9a-f]{8}$' AND pg_catalog.pg_has_role(current_user, datdba, 'member')")) {
                drop(row.getFirst());
            }
        }
    }

    @Override
    public void close() {
        try {
            maintenance.close();
        } catch (SQLException e) {
            LOG.debug("the connection to the clone was already gone", e);
        }
    }
}
