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
    private static final int FIGURES_EVERY = 4;
    private final Sessions sessions;
    private final ApplyLimits limits;
    private final Map<String, Long> waitingSince = new HashMap<>();
    private final Thread thread;
    private boolean armed;
    private boolean closed;
    private boolean stop;
    private boolean blind;
    private Optional<String> tripped = Optional.empty();
    private Optional<String> unhealthy = Optional.empty();
    private Optional<Throttle> throttle = Optional.empty();
    private Optional<BackfillPace> pace = Optional.empty();
    private Optional<Throttle.Move> paced = Optional.empty();
    private Seen seen = Seen.NOTHING;
    private long lockMillis;
    private volatile long probeWaited;
    private final Figures figures;

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
        this.figures = new Figures(sessions, limits);
        this.probeWaited = System.nanoTime();
        this.thread = Thread.ofPlatform().daemon().name("lockkeeper-watch").unstarted(this::run);
        thread.start();
    }

    /** A step starts; with {@code batches} it is one whose pace may change while it runs. */
    synchronized void begin(boolean batches) {
        waitingSince.clear();
        seen = Seen.NOTHING;
        armed = true;
        lockMillis = 0;
        paced = Optional.empty();
        pace = Optional.empty();
        throttle = batches ? Optional.of(new Throttle(System.nanoTime())) : Optional.empty();
        if (blind) {
            cancel();
            return;
        }
        tripped = Optional.empty();
        notifyAll();
        if (stop || unhealthy.isPresent()) {
            cancel();
        }
    }

    /** Ends watching: what was seen, and never a cancellation after this. */
    synchronized Seen end() {
        armed = false;
        return seen;
    }

    /** For about how long the step itself has waited for locks. */
    synchronized long lockMillis() {
        return lockMillis;
    }

    /** Why the step was cancelled, when it was. */
    synchronized Optional<String> tripped() {
        return tripped;
    }

    /** At this pace the batches of the step run. */
    synchronized void pace(BackfillPace value) {
        pace = Optional.of(value);
    }

    /** How the batches shall go on, when they were interrupted for that. */
    synchronized Optional<Throttle.Move> paced() {
        return paced;
    }

    /** The application is not well: cancels what runs, now and from now on. */
    synchronized void unhealthy(String why) {
        if (unhealthy.isEmpty()) {
            unhealthy = Optional.of(why);
        }
        if (armed) {
            cancel();
        }
    }

    synchronized Optional<String> unhealthy() {
        return unhealthy;
    }

    /** Whether the probe's session was seen waiting behind the step after that moment. */
    boolean probeWaitedSince(long nanos) {
        return probeWaited - nanos > 0;
    }

    /** A look while nothing runs: how near the replicas are to their limits; past one, {@link #tripped} says so. */
    synchronized Pressure pressure() throws SQLException {
        tripped = Optional.empty();
        Pressure now = figures.look(0);
        figures.past().ifPresent(this::trip);
        return now;
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
                        "SELECT DISTINCT l.pid, l.pid || ' ' || l.virtualtransaction FROM pg_locks l WHERE NOT l.granted AND (l.pid = "
                                + sessions.workerPid() + " OR " + sessions.workerPid()
                                + " = ANY (pg_blocking_pids(l.pid)))")) {
            while (result.next()) {
                if (result.getInt(1) == sessions.workerPid()) {
                    lockMillis += PERIOD_MILLIS;
                } else if (result.getInt(1) == sessions.probePid()) {
                    probeWaited = clock;
                } else {
                    present.add(String.valueOf(result.getString(2)));
                }
            }
        }
        waitingSince.keySet().retainAll(present);
        for (String session : present) {
            long since = waitingSince.computeIfAbsent(session, first -> clock);
            now = now.worst(new Seen(present.size(), (clock - since) / 1_000_000, 0));
        }
        if (tooLong(now.waitMillis(), limits.sessionWait())) {
            trip(present.size() + " session(s) waited behind it, one for " + now.waitMillis() + " ms; the limit is "
                    + limits.sessionWait().toMillis() + " ms");
        }
        // Batches write all the time: what they may write between two looks is what a limit cannot hold.
        if (throttle.isPresent() || round % FIGURES_EVERY == 0) {
            Pressure pressure = figures.look(now.waitMillis());
            now = now.worst(new Seen(0, 0, figures.lagMillis()));
            figures.past().ifPresent(this::trip);
            pace(pressure, clock);
        }
        seen = seen.worst(now);
    }

    /** Interrupts the batches to go on at another pace; a batch that is cancelled has changed nothing. */
    private void pace(Pressure pressure, long clock) {
        if (throttle.isPresent() && paced.isEmpty() && tripped.isEmpty()) {
            Throttle.Move move = throttle.get().move(pressure, clock);
            // Nobody is interrupted for a pace that is the present one.
            if (move == Throttle.Move.HOLD
                    || pace.map(now -> !now.after(move).equals(now)).orElse(false)) {
                paced = Optional.of(move);
                cancel();
            }
        }
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
