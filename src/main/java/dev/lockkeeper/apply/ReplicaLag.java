package dev.lockkeeper.apply;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How far the connected replicas are behind, in time and bytes of WAL. The time is our own: the oldest position noted
 * that the slowest replica has not replayed. {@code replay_lag} keeps its last figure while a replica's replay is paused.
 */
final class ReplicaLag {
    private static final long KEPT_NANOS = 3_600_000_000_000L;
    private final Deque<Note> notes = new ArrayDeque<>();

    private record Note(long at, long position) {}

    /** Milliseconds and bytes; zero without replicas, and for a role that may not see them. */
    record Behind(long millis, long bytes) {
        static final Behind NOTHING = new Behind(0, 0);
    }

    Behind look(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0')::bigint,"
                                + " min(pg_catalog.pg_wal_lsn_diff(replay_lsn, '0/0'))::bigint,"
                                + " coalesce(extract(epoch FROM max(replay_lag)) * 1000, 0)::bigint FROM pg_catalog.pg_stat_replication")) {
            result.next();
            long written = result.getLong(1);
            long replayed = result.getLong(2);
            if (result.wasNull()) {
                return Behind.NOTHING;
            }
            Behind own = behind(System.nanoTime(), written, replayed);
            // What a replica was behind already when this run began is only in the server's figure.
            return own.bytes() == 0 ? own : new Behind(Math.max(own.millis(), result.getLong(3)), own.bytes());
        }
    }

    Behind behind(long now, long written, long replayed) {
        if (notes.isEmpty() || notes.getLast().position() < written) {
            notes.addLast(new Note(now, written));
        }
        while (!notes.isEmpty()
                && (notes.getFirst().position() <= replayed
                        || now - notes.getFirst().at() > KEPT_NANOS)) {
            notes.removeFirst();
        }
        return new Behind(
                notes.isEmpty() ? 0 : (now - notes.getFirst().at()) / 1_000_000, Math.max(0, written - replayed));
    }
}
