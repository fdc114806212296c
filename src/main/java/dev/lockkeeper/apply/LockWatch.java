package dev.lockkeeper.apply;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.PGConnection;

/**
 * While a step runs: who waits behind it, for how long, and how far replicas are behind, from the observer connection.
 * Past a limit it cancels the worker's statement; what waited then goes on at once.
 */
final class LockWatch implements AutoCloseable {
    private static final long PERIOD_MILLIS = 50;
    private final Sessions sessions;
    private final ApplyLimits limits;
    private final Map<String, Long> waitingSince = new HashMap<>();
    private final Thread thread;
    private boolean armed;
    private boolean closed;
    private boolean stop;
    private boolean blind;
    private Optional<String> tripped = Optional.empty();
    private Seen seen = Seen.NOTHING;

    /** The worst of one step: sessions that waited at once, milliseconds that one waited, replica lag in milliseconds. */
    record Seen(int sessions, long waitMillis, long lagMillis) {
        static final Seen NOTHING = new Seen(0, 0, 0);

        Seen worst(Seen other) {
            return new Seen(
                    Math.max(sessions, other.sessions),
                    Math.max(waitMillis, other.waitMillis),
                    Math.max(lagMillis, other.lagMillis));
        }
    }

    LockWatch(Sessions sessions, ApplyLimits limits) {
        this.sessions = sessions;
        this.limits = limits;
        this.thread = Thread.ofPlatform().daemon().name("lockkeeper-watch").unstarted(this::run);
        thread.start();
    }

    synchronized void begin() {
        waitingSince.clear();
        seen = Seen.NOTHING;
        armed = true;
        if (blind) {
            cancel();
            return;
        }
        tripped = Optional.empty();
        notifyAll();
        if (stop) {
            cancel();
        }
    }

    /** Ends watching: what was seen, and never a cancellation after this. */
    synchronized Seen end() {
        armed = false;
        return seen;
    }

    /** Why the step was cancelled, when it was. */
    synchronized Optional<String> tripped() {
        return tripped;
    }

    /** A person wants to stop: cancels what runs, now and from now on. */
    synchronized void stop() {
        stop = true;
        if (armed) {
            cancel();
        }
    }

    /** Whether the observer is gone for good: nothing may run from now on. */
    synchronized boolean blind() {
        return blind;
    }

    synchronized boolean stopped() {
        return stop;
    }

    private void run() {
        long round = 0;
        while (true) {
            try {
                synchronized (this) {
                    while (!armed && !closed) {
                        wait();
                    }
                    if (closed) {
                        return;
                    }
                    look(round++);
                    wait(PERIOD_MILLIS);
                }
            } catch (InterruptedException e) {
                return;
            } catch (SQLException e) {
                synchronized (this) {
                    // Blind is not safe: a step that nobody can stop does not go on.
                    if (closed) {
                        return;
                    }
                    blind = true;
                    trip("the observer lost its connection (" + e.getSQLState() + "), so nobody could stop the step;"
                            + " start apply again");
                    return;
                }
            }
        }
    }

    private void look(long round) throws SQLException {
        Seen now = new Seen(0, 0, 0);
        long clock = System.nanoTime();
        Set<String> present = new HashSet<>();
        try (Statement statement = sessions.observer().createStatement();
                ResultSet result = statement.executeQuery(
                        // pg_locks shows every session's locks to every role; pg_stat_activity does not.
                        "SELECT DISTINCT l.pid || ' ' || l.virtualtransaction FROM pg_locks l WHERE NOT l.granted AND l.pid <> "
                                + sessions.workerPid() + " AND " + sessions.workerPid()
                                + " = ANY (pg_blocking_pids(l.pid))")) {
            while (result.next()) {
                present.add(String.valueOf(result.getString(1)));
            }
        }
        waitingSince.keySet().retainAll(present);
        for (String session : present) {
            long since = waitingSince.computeIfAbsent(session, first -> clock);
            now = now.worst(new Seen(present.size(), (clock - since) / 1_000_000, 0));
        }
        if (round % 20 == 0) {
            now = now.worst(new Seen(0, 0, lag()));
        }
        seen = seen.worst(now);
        if (tooLong(now.waitMillis(), limits.sessionWait())) {
            trip(present.size() + " session(s) waited behind it, one for " + now.waitMillis() + " ms; the limit is "
                    + limits.sessionWait().toMillis() + " ms");
        } else if (tooLong(now.lagMillis(), limits.replicaLag())) {
            trip("a replica is " + now.lagMillis() + " ms behind; the limit is "
                    + limits.replicaLag().toMillis() + " ms");
        }
    }

    /** Without rights to see other sessions' numbers it is 0. */
    private long lag() throws SQLException {
        return Sessions.one(
                        sessions.observer(),
                        "SELECT coalesce(extract(epoch FROM max(replay_lag)) * 1000, 0)::bigint FROM pg_stat_replication")
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static boolean tooLong(long millis, Duration limit) {
        return millis > limit.toMillis();
    }

    private void trip(String why) {
        if (tripped.isEmpty()) {
            tripped = Optional.of(why);
        }
        cancel();
    }

    private void cancel() {
        try {
            Sessions.one(sessions.observer(), "SELECT pg_cancel_backend(" + sessions.workerPid() + ")");
        } catch (SQLException e) {
            try {
                // The observer is gone: the protocol's cancel request needs no session.
                sessions.worker().unwrap(PGConnection.class).cancelQuery();
            } catch (SQLException gone) {
                // Then the worker is gone as well.
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            closed = true;
            armed = false;
            notifyAll();
        }
        thread.join();
    }
}
