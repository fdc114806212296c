package dev.lockkeeper.apply;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One run at a time in a database: an advisory lock of the worker's session. A killed run's session keeps it while the
 * server still works on its statement, so the next run does not start beside it. Asked for again and again, never waited
 * for in one statement: CREATE INDEX CONCURRENTLY of the other run would wait for that statement in turn.
 */
final class RunLock {
    private static final String KEY = "1279545163, 1";
    private static final Duration PAUSE = Duration.ofMillis(200);

    private RunLock() {}

    /** Empty when the lock is ours; else who has it. */
    static Optional<String> take(Sessions sessions, Duration patience, Clock clock, Waiting waiting, ApplyEvents events)
            throws SQLException, InterruptedException {
        Instant end = clock.instant().plus(patience);
        boolean said = false;
        while (!"t"
                .equals(Sessions.one(sessions.worker(), "SELECT pg_catalog.pg_try_advisory_lock(" + KEY + ")")
                        .orElse("f"))) {
            String holder = Sessions.one(
                            sessions.control(),
                            "SELECT 'process ' || a.pid || ' since ' || pg_catalog.date_trunc('second', a.backend_start) || coalesce(': ' || a.state, '')"
                                    + " FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)"
                                    + " WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 1279545163 AND l.objid = 1"
                                    + " AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())")
                    .orElse("a session that is just ending");
            if (!clock.instant().isBefore(end)) {
                return Optional.of(holder);
            }
            if (!said) {
                events.happened(
                        "waiting",
                        "another run has this database (" + holder + "); waiting up to " + patience.toSeconds() + " s",
                        java.util.Map.of());
                said = true;
            }
            waiting.pause(PAUSE);
        }
        return Optional.empty();
    }
}
