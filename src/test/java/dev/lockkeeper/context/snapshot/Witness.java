package dev.lockkeeper.context.snapshot;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Watches, from a connection of its own, every lock on a relation and every session of {@code lockkeeper}. */
final class Witness implements AutoCloseable {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicReference<SQLException> failed = new AtomicReference<>();
    private final Thread thread;
    final Set<String> modes = new TreeSet<>();
    final Set<String> backends = new TreeSet<>();
    volatile int looks;

    Witness(Connection connection) {
        thread = Thread.ofPlatform().start(() -> {
            try (connection) {
                while (!stop.get()) {
                    List<String> seen = Production.all(connection, """
                            SELECT a.pid || ' ' || coalesce(l.mode, '') FROM pg_stat_activity a
                            LEFT JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'relation'
                            WHERE a.application_name = 'lockkeeper'""");
                    for (String line : seen) {
                        backends.add(line.split(" ")[0]);
                        if (!line.endsWith(" ")) {
                            modes.add(line.split(" ")[1]);
                        }
                    }
                    looks++;
                }
            } catch (SQLException e) {
                failed.set(e);
            }
        });
    }

    @Override
    public void close() throws Exception {
        stop.set(true);
        thread.join();
        if (failed.get() != null) {
            throw failed.get();
        }
    }
}
