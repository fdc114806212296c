package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.Connections;
import dev.lockkeeper.context.Session;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.LiteralRedaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Who is at work in this database, for how long and on which relations; prepared transactions count as sessions. */
final class SessionsReader {
    private static final int MOST_SESSIONS = 100;
    private static final int LONGEST_TEXT = 2_000;
    /**
     * Older minors show the locks of a prepared transaction under '-1/xid', newer ones under the virtual transaction
     * that prepared it; either way together with the lock on its own transaction id, and without a pid.
     */
    private static final String PREPARED = "l.pid IS NULL AND l.virtualtransaction IN (SELECT x.virtualtransaction"
            + " FROM pg_locks x WHERE x.locktype = 'transactionid' AND x.pid IS NULL AND x.transactionid = p.transaction)";

    private static final String RELATIONS = """
            (SELECT array_agg(DISTINCT quote_ident(n.nspname) || '.' || quote_ident(c.relname))
             FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE %s AND l.locktype = 'relation' AND c.relkind IN ('r', 'p', 'm', 'v', 'f', 'S')
               AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS relations
            """;

    private final ReadOnlySession session;

    SessionsReader(ReadOnlySession session) {
        this.session = session;
    }

    List<Session> read() throws SnapshotException {
        List<Session> sessions = new ArrayList<>();
        boolean hidden = false;
        for (Row row : session.read(
                new ReadOnlySession.Purpose("sessions", "who would block or wait is not known"),
                "SELECT a.state, left(a.query, " + LONGEST_TEXT + ") AS query, a.application_name AS application,"
                        + " a.usename AS role, a.wait_event_type = 'Lock' AS blocked,"
                        + " (extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start)) * 1000)::bigint"
                        + " AS millis, a.backend_type IS NULL AS hidden, "
                        + RELATIONS.formatted("l.pid = a.pid")
                        + " FROM pg_stat_activity a WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()"
                        + " AND (a.xact_start IS NOT NULL OR a.backend_type IS NULL) ORDER BY a.xact_start LIMIT "
                        + MOST_SESSIONS)) {
            hidden |= row.flag("hidden");
            if (!row.flag("hidden")) {
                sessions.add(new Session(
                        Quoted.line(LiteralRedaction.of(row.text("query")), LONGEST_TEXT),
                        Math.max(0, row.number("millis").orElse(0)),
                        row.find("state").filter(state -> !state.isBlank()).orElse("unknown"),
                        names(row),
                        row.find("application").filter(name -> !name.isBlank()).map(name -> Quoted.line(name, 64)),
                        row.find("role"),
                        row.flag("blocked")));
            }
        }
        if (hidden) {
            session.gap("sessions of other roles: hidden; who would block a lock, and for how long, is not known."
                    + " GRANT pg_monitor to the role.");
        }
        for (Row row : session.read(
                new ReadOnlySession.Purpose("prepared transactions", "locks that survive a restart are not seen"),
                "SELECT p.owner AS role, (extract(epoch FROM clock_timestamp() - p.prepared) * 1000)::bigint AS millis, "
                        + RELATIONS.formatted(PREPARED)
                        + " FROM pg_prepared_xacts p WHERE p.database = current_database() ORDER BY p.prepared")) {
            sessions.add(new Session(
                    "PREPARE TRANSACTION 'redacted'",
                    Math.max(0, row.number("millis").orElse(0)),
                    "prepared",
                    names(row),
                    Optional.empty(),
                    row.find("role"),
                    false));
        }
        return sessions;
    }

    private static List<QualifiedName> names(Row row) {
        return row.list("relations").stream()
                .map(text -> ColumnName.parse(text))
                .flatMap(Optional::stream)
                .map(name -> QualifiedName.of(name.table().name(), name.column()))
                .toList();
    }

    Connections connections(OptionalInt poolSize) throws SnapshotException {
        Optional<Row> row = session
                .read(
                        new ReadOnlySession.Purpose("connections", "how near the server is to its limit is not known"),
                        "SELECT count(*) FILTER (WHERE datid IS NOT NULL AND pid <> pg_backend_pid())::int AS used,"
                                + " current_setting('max_connections')::int AS most FROM pg_stat_activity")
                .stream()
                .findFirst();
        return new Connections(
                row.map(r -> r.integer("most")).orElse(OptionalInt.empty()),
                row.map(r -> r.integer("used")).orElse(OptionalInt.empty()),
                poolSize);
    }
}
