package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.traffic.AppStatement.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs one migration, stage by stage, under traffic on a shadow database that holds the schema and the rows. */
final class TrafficPass {
    /** After a stage the traffic is watched a little longer: what it broke shows then. */
    private static final long AFTER_MILLIS = 500;

    /** A backlog that does not go away within this time is part of the result. */
    private static final long DRAIN_MILLIS = 10_000;

    private static final String APPLICATION_TIMEOUT = "SET statement_timeout = '60s'";

    private final TrafficSettings settings;
    private final ShadowDatabase shadow;
    private final Workload workload;
    private final QueryPlans plans;

    TrafficPass(TrafficSettings settings, ShadowDatabase shadow, Workload workload, QueryPlans plans) {
        this.plans = plans;
        this.settings = settings;
        this.shadow = shadow;
        this.workload = workload;
    }

    /** How long the sessions of a pass may work altogether, with room for slow machines. */
    static Duration limit(TrafficSettings settings, int stages) {
        return Duration.ofMillis(settings.baselineMillis() + stages * settings.reportMillis())
                .plusSeconds(120 + 60L * stages);
    }

    TrafficRun run(List<Stage> stages) throws SQLException, InterruptedException {
        List<Connection> open = new ArrayList<>();
        try {
            Connection migration = shadow.migrator();
            open.add(migration);
            // Batches keep their size: it decides how long rows are locked. The pauses between them only take time.
            Rows.execute(migration, "SELECT pg_catalog.set_config('lockkeeper.pause_ms', '5', false)");
            List<Connection> readers = application(open);
            List<Connection> writers = application(open);
            Connection observer = shadow.observer();
            open.add(observer);
            return measured(stages, migration, readers, writers, observer);
        } finally {
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    private List<Connection> application(List<Connection> open) throws SQLException {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < settings.readers(); i++) {
            Connection connection = shadow.migrator();
            open.add(connection);
            Rows.execute(connection, APPLICATION_TIMEOUT);
            connections.add(connection);
        }
        return connections;
    }

    private TrafficRun measured(
            List<Stage> stages,
            Connection migration,
            List<Connection> readers,
            List<Connection> writers,
            Connection observer)
            throws SQLException, InterruptedException {
        Set<Long> application = new LinkedHashSet<>();
        for (Connection connection : readers) {
            application.add(Rows.number(connection, "SELECT pg_catalog.pg_backend_pid()"));
        }
        for (Connection connection : writers) {
            application.add(Rows.number(connection, "SELECT pg_catalog.pg_backend_pid()"));
        }
        plans.newScans(migration);
        long start = System.nanoTime();
        LoadGenerator reading = generator(Kind.READ, readers, start);
        LoadGenerator writing = generator(Kind.WRITE, writers, start);
        LockQueue queue = new LockQueue(
                observer,
                Rows.number(migration, "SELECT pg_catalog.pg_backend_pid()"),
                application,
                () -> reading.backlog() + writing.backlog());
        queue.start();
        reading.start();
        writing.start();
        List<Operation> operations = new ArrayList<>();
        List<StageTimes> times = new ArrayList<>();
        long baselineEnd;
        LockQueue.Seen seen;
        try {
            Thread.sleep(settings.baselineMillis());
            baselineEnd = System.nanoTime();
            for (Stage stage : stages) {
                times.add(stage(stage, migration, reading, writing));
                if (times.getLast().failure().isPresent()) {
                    break;
                }
            }
        } finally {
            operations.addAll(reading.stop());
            operations.addAll(writing.stop());
            seen = queue.stop();
        }
        return new RunSummary(start, operations, seen).of(baselineEnd, times);
    }

    private LoadGenerator generator(Kind kind, List<Connection> connections, long start) {
        // Another seed per kind, or readers and writers would draw the same numbers.
        long seed = settings.seed() * 2 + kind.ordinal();
        return new LoadGenerator(workload.of(kind), connections, workload.perSecond(kind), seed, start);
    }

    private StageTimes stage(Stage stage, Connection migration, LoadGenerator reading, LoadGenerator writing)
            throws SQLException, InterruptedException {
        MigrationSession session = new MigrationSession(migration);
        Optional<String> failure = Optional.empty();
        long start = System.nanoTime();
        long migrated;
        Holders holders = Holders.open(shadow, workload, settings.reportMillis());
        try {
            stage.work().run(session);
        } catch (SQLException e) {
            session.rollback();
            failure = Optional.of(Rows.state(e) + ": " + Rows.message(e));
        } finally {
            migrated = System.nanoTime();
            holders.close();
        }
        List<String> scans = plans.newScans(migration);
        Thread.sleep(AFTER_MILLIS);
        drain(reading, writing);
        return new StageTimes(
                stage,
                start,
                migrated,
                holders.closedNanos(),
                System.nanoTime(),
                session.deadlocks(),
                session.lockTimeouts(),
                scans,
                failure);
    }

    private static void drain(LoadGenerator reading, LoadGenerator writing) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMillis(DRAIN_MILLIS).toNanos();
        while (reading.backlog() + writing.backlog() > 0 && System.nanoTime() < end) {
            Thread.sleep(20);
        }
    }
}
