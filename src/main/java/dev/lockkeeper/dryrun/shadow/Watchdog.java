package dev.lockkeeper.dryrun.shadow;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Watches one server from outside the SQL, which can switch every timeout of its own off: when a limit is broken the
 * migrator's statements are cancelled, 1.5 s later its sessions terminated, 3 s after that the server killed.
 */
final class Watchdog implements AutoCloseable {
    /** What the watchdog can do to its server. */
    interface Target {
        /** Whether any session of the migrator does something. */
        boolean busy();

        void cancel(String reason);

        void terminate();

        void kill(String reason);

        long diskBytes();
    }

    private static final String LIFETIME = "the server's time";
    private static final long PERIOD_MILLIS = 200;
    private static final long TERMINATE_AFTER = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final long KILL_AFTER = TimeUnit.MILLISECONDS.toNanos(4500);

    private final Target target;
    private final ShadowLimits limits;
    private final LongSupplier nanos;
    private final long opened;
    private final Set<Limit> running = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closed;
    private Optional<String> breach = Optional.empty();
    private long since;
    private int stage;

    Watchdog(Target target, ShadowLimits limits, LongSupplier nanos) {
        this.target = target;
        this.limits = limits;
        this.nanos = nanos;
        this.opened = nanos.getAsLong();
        this.thread = Thread.ofPlatform().daemon().name("lockkeeper-watchdog").unstarted(this::watch);
    }

    void start() {
        thread.start();
    }

    TimeLimit limit(Duration duration) {
        Limit limit = new Limit(nanos.getAsLong() + duration.toNanos(), duration);
        running.add(limit);
        return limit;
    }

    private final class Limit implements TimeLimit {
        private final long end;
        private final Duration duration;
        private volatile boolean exceeded;

        Limit(long end, Duration duration) {
            this.end = end;
            this.duration = duration;
        }

        boolean over() {
            exceeded |= nanos.getAsLong() - end > 0;
            return exceeded;
        }

        @Override
        public boolean exceeded() {
            return exceeded;
        }

        @Override
        public void close() {
            running.remove(this);
        }
    }

    private void watch() {
        try {
            while (!closed) {
                check();
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            // Closed.
        } catch (RuntimeException e) {
            // A server without a watchdog must not go on.
            target.kill("the watchdog failed: " + e);
        }
    }

    /** One look; the stages follow each other only while the same limit stays broken. */
    void check() {
        Optional<String> now = broken();
        if (!now.equals(breach)) {
            breach = now;
            stage = 0;
            since = nanos.getAsLong();
        }
        if (now.isPresent()) {
            escalate(now.get(), nanos.getAsLong() - since);
        }
    }

    private void escalate(String reason, long elapsed) {
        boolean lifeOver = reason.startsWith(LIFETIME);
        if (elapsed >= KILL_AFTER || lifeOver && !target.busy()) {
            closed = true;
            target.kill(reason);
        } else if (elapsed >= TERMINATE_AFTER && stage == 1) {
            stage = 2;
            target.terminate();
        } else if (stage == 0) {
            stage = 1;
            target.cancel(reason);
        }
    }

    private Optional<String> broken() {
        if (nanos.getAsLong() - opened > limits.lifetime().toNanos()) {
            return Optional.of(LIFETIME + " of " + seconds(limits.lifetime()) + " is over");
        }
        // The quota stays broken as long as the files are there, also between two statements.
        if (target.diskBytes() > limits.diskBytes()) {
            return Optional.of("the disk quota of " + (limits.diskBytes() >> 20) + " MiB is used up");
        }
        List<Limit> over = running.stream().filter(Limit::over).toList();
        if (over.isEmpty() || !target.busy()) {
            return Optional.empty();
        }
        return Optional.of("the work took longer than " + seconds(over.get(0).duration));
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }

    @Override
    public void close() {
        closed = true;
        // The watchdog itself ends up here when it kills the server; an interrupt would disturb the deleting.
        if (Thread.currentThread() != thread) {
            thread.interrupt();
        }
    }
}
