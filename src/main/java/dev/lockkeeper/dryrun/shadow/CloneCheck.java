package dev.lockkeeper.dryrun.shadow;

import dev.lockkeeper.context.DatabaseIdentity;
import dev.lockkeeper.context.snapshot.SnapshotException;
import dev.lockkeeper.context.snapshot.WritableConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Looks at a clone before anything runs there, and refuses what is not a quiet copy used by an unprivileged role. */
final class CloneCheck {
    private static final int FIRST_SAFE_CREATEROLE = 16;
    private static final String PREDEFINED =
            "('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')";

    private final CloneRequest request;

    CloneCheck(CloneRequest request) {
        this.request = request;
    }

    /**
     * What was found.
     *
     * @param copies whether the role may make copies of the database
     * @param notEnforced what of the locked room is missing, one sentence each
     */
    record Found(String version, boolean copies, List<String> notEnforced) {
        Found {
            notEnforced = List.copyOf(notEnforced);
        }
    }

    Found look() throws ShadowUnavailableException, SQLException {
        if (CloneIdentity.named(request.target(), request.productionUrls())) {
            throw refused("lockkeeper.yaml calls this server production");
        }
        DatabaseIdentity production = request.production()
                .orElseThrow(() -> refused("the context does not say what identifies production."
                        + " Capture it with lockkeeper snapshot"));
        try (Connection c = WritableConnections.open(
                request.target(),
                "lockkeeper",
                Map.of("search_path", "pg_catalog", "default_transaction_read_only", "on"))) {
            String version = text(c, "SELECT pg_catalog.current_setting('server_version')");
            long number = Rows.number(c, "SELECT pg_catalog.current_setting('server_version_num')");
            if (number / 10_000 != request.major()) {
                throw refused("it runs PostgreSQL " + version + ", production " + request.major());
            }
            if (yes(c, "SELECT pg_catalog.pg_is_in_recovery()")) {
                throw refused("it is in recovery: a standby of some server. Promote it first");
            }
            Optional<String> same = CloneIdentity.refusal(production, identity(c));
            if (same.isPresent()) {
                throw refused(same.get());
            }
            sessions(c);
            role(c);
            return new Found(version, copies(c), notEnforced(c));
        } catch (SnapshotException e) {
            throw new ShadowUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    private ShadowUnavailableException refused(String why) {
        return new ShadowUnavailableException("clone " + request.target().display() + " is refused: " + why + ".");
    }

    private static DatabaseIdentity identity(Connection c) throws SQLException {
        List<String> here = Rows.query(
                        c,
                        "SELECT pg_catalog.current_database(), pg_catalog.host(pg_catalog.inet_server_addr()),"
                                + " pg_catalog.inet_server_port(),"
                                + " (extract(epoch FROM pg_catalog.pg_postmaster_start_time()) * 1000)::bigint")
                .getFirst();
        return new DatabaseIdentity(
                Optional.of(here.get(0)),
                permitted(c, "SELECT system_identifier::text FROM pg_catalog.pg_control_system()"),
                OptionalInt.empty(),
                Optional.of(here.get(1)).filter(text -> !text.isEmpty()),
                here.get(2).isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(here.get(2))),
                Optional.of(Instant.ofEpochMilli(Long.parseLong(here.get(3)))));
    }

    private static Optional<String> permitted(Connection c, String sql) throws SQLException {
        try {
            return Optional.of(text(c, sql));
        } catch (SQLException e) {
            if ("42501".equals(e.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * A copy that somebody works on, or that feeds others, is not given away. What kind of session it is shows only to
     * who may see it; the server's own workers have no user.
     */
    private void sessions(Connection c) throws SQLException, ShadowUnavailableException {
        long others = Rows.number(
                c,
                "SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity WHERE pid <> pg_catalog.pg_backend_pid()"
                        + " AND datname = pg_catalog.current_database() AND usesysid IS NOT NULL"
                        + " AND coalesce(backend_type, '') IN ('', 'client backend', 'walsender')");
        if (others > 0) {
            throw refused(others + " other session" + (others == 1 ? " is" : "s are")
                    + " connected to it. End them, or give a copy that nobody uses");
        }
        if (yes(c, "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_replication)")) {
            throw refused("it feeds standbys or subscribers, which would get every change");
        }
    }

    private void role(Connection c) throws SQLException, ShadowUnavailableException {
        List<String> role = Rows.query(
                        c,
                        "SELECT rolname, rolsuper, rolcreaterole, rolreplication FROM pg_catalog.pg_roles WHERE rolname = current_user")
                .getFirst();
        boolean becomesSuperuser = yes(
                c,
                "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolsuper AND pg_catalog.pg_has_role(current_user, oid, 'member'))");
        boolean leaves = yes(
                c,
                "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname IN " + PREDEFINED
                        + " AND pg_catalog.pg_has_role(current_user, oid, 'member'))");
        boolean grants = role.get(2).equals("t") && request.major() < FIRST_SAFE_CREATEROLE;
        if (becomesSuperuser || leaves || grants || role.get(3).equals("t")) {
            throw refused("role " + role.get(0) + " may do more than the SQL of a stranger should ("
                    + (becomesSuperuser
                            ? "it is or becomes a superuser"
                            : leaves ? "it reaches files or programs" : grants ? "CREATEROLE" : "REPLICATION")
                    + "). Make a role for it: CREATE ROLE dry_run LOGIN CREATEDB PASSWORD '…'; and GRANT the owners of the"
                    + " tables to dry_run");
        }
    }

    /** CREATE DATABASE … TEMPLATE needs CREATEDB, and the owner's rights over what is copied. */
    private static boolean copies(Connection c) throws SQLException {
        return yes(
                c,
                "SELECT r.rolcreatedb AND (d.datistemplate OR pg_catalog.pg_has_role(current_user, d.datdba, 'member'))"
                        + " FROM pg_catalog.pg_roles r, pg_catalog.pg_database d"
                        + " WHERE r.rolname = current_user AND d.datname = pg_catalog.current_database()");
    }

    private List<String> notEnforced(Connection c) throws SQLException {
        List<String> missing = new ArrayList<>();
        missing.add(
                "Limits of memory, disk, processes and network: the clone's server is not ours, its SQL can use what"
                        + " that server can.");
        missing.add(
                "The sessions of the dry run are cancelled and ended when their time is over; the server itself cannot"
                        + " be killed.");
        missing.add(
                "What the role may do outside of its database on that server (other databases, roles, large objects,"
                        + " pg_notify) stays possible.");
        long foreign = Rows.number(c, "SELECT pg_catalog.count(*) FROM pg_catalog.pg_foreign_server");
        if (foreign > 0) {
            missing.add("The clone has " + foreign + " foreign server" + (foreign == 1 ? "" : "s")
                    + ": the SQL can reach what they name, production's own neighbours among them.");
        }
        return missing;
    }

    private static boolean yes(Connection c, String sql) throws SQLException {
        return Rows.query(c, sql).getFirst().getFirst().equals("t");
    }

    private static String text(Connection c, String sql) throws SQLException {
        return Rows.query(c, sql).getFirst().getFirst();
    }
}
