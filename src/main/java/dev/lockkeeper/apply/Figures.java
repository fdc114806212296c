package dev.lockkeeper.apply;

import java.sql.SQLException;
import java.util.Optional;

/** The figures of the server beside waiting sessions: replicas, WAL, transactions elsewhere; and which is past its limit. */
final class Figures {
    private static final long TRANSACTIONS_EVERY_NANOS = 1_000_000_000L;
    private final Sessions sessions;
    private final ApplyLimits limits;
    private final ReplicaLag replicas = new ReplicaLag();
    private ReplicaLag.Behind behind = ReplicaLag.Behind.NOTHING;
    private long oldestMillis;
    private long lookedAt;
    private long written;
    private double walPerSecond;

    Figures(Sessions sessions, ApplyLimits limits) {
        this.sessions = sessions;
        this.limits = limits;
        this.lookedAt = System.nanoTime() - TRANSACTIONS_EVERY_NANOS;
    }

    /** {@code waitMillis} is how long one session has been waiting behind the step. */
    Pressure look(long waitMillis) throws SQLException {
        behind = replicas.look(sessions.observer());
        long now = System.nanoTime();
        if (now - lookedAt >= TRANSACTIONS_EVERY_NANOS) {
            slowFigures(now);
        }
        return new Pressure(
                Math.max(
                        (double) behind.millis() / limits.replicaLag().toMillis(),
                        (double) behind.bytes() / limits.health().replicaBytes()),
                (double) waitMillis / limits.sessionWait().toMillis(),
                limits.health().walPerSecond().isPresent()
                        ? walPerSecond / limits.health().walPerSecond().getAsLong()
                        : 0,
                limits.health()
                        .longestTransaction()
                        .map(limit -> (double) oldestMillis / limit.toMillis())
                        .orElse(0.0));
    }

    private void slowFigures(long now) throws SQLException {
        if (limits.health().longestTransaction().isPresent()) {
            oldestMillis = Long.parseLong(Sessions.one(
                            sessions.observer(),
                            "SELECT coalesce(max(extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start) * 1000), 0)::bigint"
                                    + " FROM pg_catalog.pg_stat_activity a WHERE a.datname = pg_catalog.current_database()"
                                    + " AND a.backend_type = 'client backend' AND a.pid NOT IN (pg_catalog.pg_backend_pid(), "
                                    + sessions.workerPid() + ")")
                    .orElse("0"));
        }
        if (limits.health().walPerSecond().isPresent()) {
            long position = Long.parseLong(Sessions.one(
                            sessions.observer(),
                            "SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0')::bigint")
                    .orElse("0"));
            walPerSecond = written == 0 ? 0 : (position - written) * 1e9 / (now - lookedAt);
            written = position;
        }
        lookedAt = now;
    }

    long lagMillis() {
        return behind.millis();
    }

    /** The figure that is past its limit, with both numbers. */
    Optional<String> past() {
        if (behind.millis() > limits.replicaLag().toMillis()) {
            return Optional.of("a replica is " + behind.millis() + " ms (" + behind.bytes()
                    + " bytes) behind; the limit is " + limits.replicaLag().toMillis() + " ms");
        }
        return limits.health()
                .longestTransaction()
                .filter(limit -> oldestMillis > limit.toMillis())
                .map(limit -> "a transaction of another session is open for " + oldestMillis + " ms; the limit is "
                        + limit.toMillis() + " ms");
    }
}
