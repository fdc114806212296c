package dev.lockkeeper.apply;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * While a run works: looks at the touched tables and at the user's probes every second, each in a thread of its own, and
 * tells {@link LockWatch} to end the step when one of them is past its limit.
 */
final class HealthWatch implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private final LockWatch watch;
    private final HealthLimits limits;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Watched> watched = new ArrayList<>();

    private interface Look {
        ProbeReading now() throws SQLException, InterruptedException;
    }

    /** What one probe has said so far. */
    private static final class Watched {
        private final String name;
        private final int patience;
        private int looks;
        private int failedInARow;
        private Optional<ProbeReading.Value> worst = Optional.empty();

        Watched(String name, int patience) {
            this.name = name;
            this.patience = patience;
        }

        /** Why to stop, when it is time to. */
        synchronized Optional<String> saw(ProbeReading reading) {
            looks++;
            if (reading instanceof ProbeReading.Value value
                    && worst.map(was -> value.value() > was.value()).orElse(true)) {
                worst = Optional.of(value);
            }
            Optional<String> trouble = reading.trouble();
            failedInARow = trouble.isPresent() ? failedInARow + 1 : 0;
            return trouble.filter(why -> failedInARow >= needed(reading))
                    .map(why -> name + ": " + why + " (" + failedInARow + " look(s) in a row)");
        }

        /** A read that took too long has taken its time already. */
        private int needed(ProbeReading reading) {
            return reading instanceof ProbeReading.Value value && value.unit().equals(" ms") ? 1 : patience;
        }

        synchronized String numbers() {
            return name + ": " + looks + " look(s)"
                    + worst.map(value ->
                                    String.format(java.util.Locale.ROOT, ", worst %.3f%s", value.value(), value.unit()))
                            .orElse("");
        }
    }

    private HealthWatch(LockWatch watch, HealthLimits limits) {
        this.watch = watch;
        this.limits = limits;
    }

    /** Starts looking; {@code tables} are those that the plan touches. */
    static HealthWatch start(Sessions sessions, List<String> tables, HealthLimits limits, LockWatch watch)
            throws SQLException {
        HealthWatch health = new HealthWatch(watch, limits);
        TableLook own = TableLook.of(sessions.probe(), tables, limits.probeLatency());
        if (!own.empty()) {
            health.add("read of a touched table", () -> health.own(own));
        }
        for (HealthProbe probe : limits.probes()) {
            health.add(probe.name(), () -> switch (probe) {
                case HealthProbe.Command command -> CommandLook.at(command, PATIENCE);
                case HealthProbe.Prometheus prometheus -> PrometheusLook.at(prometheus, PATIENCE);
            });
        }
        health.threads.forEach(Thread::start);
        return health;
    }

    /** Waiting behind the step itself was judged before, and is limited for those who really wait. */
    private ProbeReading own(TableLook look) throws SQLException {
        long start = System.nanoTime();
        ProbeReading reading = look.at(limits.probeLatency());
        return reading.trouble().isPresent() && watch.probeWaitedSince(start) ? new ProbeReading.Well() : reading;
    }

    private void add(String name, Look look) {
        Watched own = new Watched(name, limits.failures());
        watched.add(own);
        threads.add(Thread.ofPlatform().daemon().name("lockkeeper-health").unstarted(() -> run(own, look)));
    }

    private void run(Watched own, Look look) {
        try {
            while (true) {
                own.saw(look.now()).ifPresent(watch::unhealthy);
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException e) {
            // The run is over.
        } catch (RuntimeException e) {
            watch.unhealthy(own.name + ": the probe cannot be asked (" + e.getMessage() + ")");
        } catch (SQLException e) {
            watch.unhealthy(own.name + ": the connection of the probe is gone (" + e.getSQLState()
                    + "), so nobody would see what the step does to the application");
        }
    }

    /** What was looked at so far, for people. */
    String numbers() {
        return String.join("; ", watched.stream().map(Watched::numbers).toList());
    }

    @Override
    public void close() throws InterruptedException {
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join(PATIENCE.toMillis());
        }
    }
}
