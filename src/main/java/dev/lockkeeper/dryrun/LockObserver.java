package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.effect.RelationKind;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads {@code pg_locks} for one backend from a second connection, which that backend's SQL cannot blind. Relations
 * that the transaction itself created are not visible here and not counted: nobody can wait for them.
 */
final class LockObserver {
    private static final String LOCKS =
            "SELECT l.mode, c.relkind, n.nspname, c.relname, coalesce(bn.nspname, n.nspname), coalesce(b.relname, c.relname)"
                    + " FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                    + " LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid"
                    + " LEFT JOIN pg_catalog.pg_class t ON t.reltoastrelid = coalesce(i.indrelid, c.oid)"
                    + " LEFT JOIN pg_catalog.pg_class b ON b.oid = coalesce(t.oid, i.indrelid) LEFT JOIN pg_catalog.pg_namespace bn ON bn.oid = b.relnamespace"
                    + " WHERE l.locktype = 'relation' AND l.granted AND c.oid >= 16384 AND l.pid = ";

    private final Connection observer;
    private final long pid;

    LockObserver(Connection observer, long pid) {
        this.observer = observer;
        this.pid = pid;
    }

    /** Relation locks the backend holds at this moment. */
    Set<ObservedLock> held() throws SQLException {
        Set<ObservedLock> locks = new LinkedHashSet<>();
        for (List<String> row : Rows.query(observer, LOCKS + pid)) {
            locks.add(new ObservedLock(
                    QualifiedName.of(row.get(2), row.get(3)),
                    kind(row.get(1)),
                    QualifiedName.of(row.get(4), row.get(5)),
                    LockMode.parse(row.get(0))));
        }
        return locks;
    }

    /** Bytes of write-ahead log since the server was made; nobody else writes any there. */
    long walBytes() throws SQLException {
        return Rows.number(
                observer, "SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::bigint");
    }

    /** Whether the backend waits for a lock (another transaction's end included). */
    boolean waiting() throws SQLException {
        return !Rows.query(
                        observer,
                        "SELECT 1 FROM pg_catalog.pg_stat_activity WHERE wait_event_type = 'Lock' AND pid = " + pid)
                .isEmpty();
    }

    private static RelationKind kind(String relkind) {
        return switch (relkind) {
            case "i", "I" -> RelationKind.INDEX;
            case "S" -> RelationKind.SEQUENCE;
            case "v" -> RelationKind.VIEW;
            default -> RelationKind.TABLE;
        };
    }
}
