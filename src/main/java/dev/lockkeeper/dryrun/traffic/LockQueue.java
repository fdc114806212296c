package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.dryrun.shadow.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;

/**
 * Looks every few milliseconds at who waits for a lock, and whether behind the migration: directly, or behind a session
 * that itself waits for it. What it says about a wait is a lower bound, whatever else the machine is doing.
 */
final class LockQueue {
    private static final long PERIOD_MILLIS = 20;
    private static final String WAITING =
            "SELECT pid, query_start, pg_catalog.array_to_string(pg_catalog.pg_blocking_pids(pid), ',') FROM pg_catalog.pg_stat_activity WHERE wait_event_type = 'Lock' AND pid <> ";

    private final Connection observer;
    private final long own;
    private final long migration;
    private final Set<Long> application;
    private final IntSupplier backlog;
    private final List<Look> looks = new ArrayList<>();
    private final Map<String, Wait> waits = new LinkedHashMap<>();
    private final Thread thread;
    private final List<SQLException> failures = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;

    LockQueue(Connection observer, long migration, Set<Long> application, IntSupplier backlog) throws SQLException {
        this.observer = observer;
        this.own = Rows.number(observer, "SELECT pg_catalog.pg_backend_pid()");
        this.migration = migration;
        this.application = Set.copyOf(application);
        this.backlog = backlog;
        this.thread = Thread.ofPlatform().daemon().name("lockkeeper-lock-queue").unstarted(this::watch);
    }

    /** Sessions of the application that wait for a lock, and statements without a connection. */
    record Look(long nanos, int waiting, int backlog) {}

    /** One statement of the application behind the migration: first and last seen so. */
    record Wait(long firstNanos, long lastNanos) {
        long millis() {
            return Math.max(0, (lastNanos - firstNanos) / 1_000_000);
        }
    }

    record Seen(List<Look> looks, List<Wait> waits) {}

    void start() {
        thread.start();
    }

    private void watch() {
        try {
            while (!stopped) {
                look();
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            failures.add(e);
        }
    }

    private void look() throws SQLException {
        long before = System.nanoTime();
        Map<Long, String> statements = new LinkedHashMap<>();
        Map<Long, List<Long>> blockers = new LinkedHashMap<>();
        for (List<String> row : Rows.query(observer, WAITING + own)) {
            long pid = Long.parseLong(row.get(0));
            statements.put(pid, pid + " " + row.get(1));
            blockers.put(
                    pid,
                    row.get(2).isEmpty()
                            ? List.of()
                            : Arrays.stream(row.get(2).split(","))
                                    .map(Long::parseLong)
                                    .toList());
        }
        long after = System.nanoTime();
        int waiting = 0;
        for (Map.Entry<Long, String> statement : statements.entrySet()) {
            if (!application.contains(statement.getKey())) {
                continue;
            }
            waiting++;
            if (behindMigration(statement.getKey(), blockers)) {
                waits.merge(
                        statement.getValue(),
                        new Wait(after, before),
                        (old, seen) -> new Wait(old.firstNanos(), seen.lastNanos()));
            }
        }
        looks.add(new Look(before, waiting, backlog.getAsInt()));
    }

    private boolean behindMigration(long pid, Map<Long, List<Long>> blockers) {
        Set<Long> seen = new HashSet<>();
        List<Long> open = new ArrayList<>(List.of(pid));
        while (!open.isEmpty()) {
            long one = open.removeLast();
            if (one == migration) {
                return true;
            }
            if (seen.add(one)) {
                open.addAll(blockers.getOrDefault(one, List.of()));
            }
        }
        return false;
    }

    /** A queue that could not be seen to its end is no evidence of a short one. */
    Seen stop() throws InterruptedException, SQLException {
        stopped = true;
        thread.join();
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return new Seen(List.copyOf(looks), List.copyOf(waits.values()));
    }
}
