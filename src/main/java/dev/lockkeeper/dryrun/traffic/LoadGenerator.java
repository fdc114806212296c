package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Open-loop traffic of one kind: statements become due at fixed times whether or not the earlier ones have ended, as
 * users do not wait for each other. A statement without a free connection waits, and that wait counts.
 */
final class LoadGenerator {
    private static final long FIRST_NUMBER = 1_000_000;

    private final List<AppStatement> statements;
    private final List<Connection> connections;
    private final long interval;
    private final long seed;
    private final long start;
    private final AtomicLong next = new AtomicLong();
    private final Queue<Operation> done = new ConcurrentLinkedQueue<>();
    private final Map<QualifiedName, Queue<Long>> added = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile boolean stopped;

    LoadGenerator(
            List<AppStatement> statements, List<Connection> connections, double perSecond, long seed, long start) {
        this.statements = statements;
        this.connections = connections;
        this.interval = Math.round(1e9 / perSecond);
        this.seed = seed;
        this.start = start;
    }

    void start() {
        if (statements.isEmpty()) {
            return;
        }
        for (Connection connection : connections) {
            Thread thread =
                    Thread.ofPlatform().daemon().name("lockkeeper-traffic").unstarted(() -> work(connection));
            threads.add(thread);
            thread.start();
        }
    }

    private void work(Connection connection) {
        while (!stopped) {
            long number = next.getAndIncrement();
            long due = start + number * interval;
            while (!stopped && System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            if (!stopped) {
                done.add(send(connection, number, due));
            }
        }
        ended.incrementAndGet();
    }

    private Operation send(Connection connection, long number, long due) {
        // By number, not by thread: which connection is free first is chance, what is sent must not be.
        SplittableRandom random = new SplittableRandom(seed + number);
        AppStatement statement = Workload.draw(statements, random);
        Queue<Long> rows = added.computeIfAbsent(statement.table(), table -> new ConcurrentLinkedQueue<>());
        Long oldest = statement.rows() == AppStatement.Rows.REMOVES ? rows.poll() : null;
        long row = oldest == null ? FIRST_NUMBER + number : oldest;
        Optional<Operation.Refused> refused = Optional.empty();
        try {
            Rows.execute(connection, statement.sql(random, row));
            if (statement.rows() == AppStatement.Rows.ADDS) {
                rows.add(row);
            }
        } catch (SQLException e) {
            refused = Optional.of(new Operation.Refused(Rows.state(e), Rows.message(e)));
        }
        return new Operation(statement, due, System.nanoTime(), refused);
    }

    /** Statements that are due and were not sent yet, for want of a connection. */
    int backlog() {
        long due = statements.isEmpty() ? 0 : (System.nanoTime() - start) / interval + 1;
        return (int) Math.max(0, due - next.get());
    }

    /** Ends after the statements under way, which are waited for. */
    List<Operation> stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
            thread.join();
        }
        if (ended.get() != threads.size()) {
            throw new IllegalStateException("a thread of the traffic died: its errors stand on standard error");
        }
        return List.copyOf(done);
    }
}
