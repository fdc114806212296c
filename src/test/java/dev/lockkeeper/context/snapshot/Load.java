package dev.lockkeeper.context.snapshot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * One client that works like pgbench: an update and a read by key and an insert in each transaction, never a sequential
 * scan. With a pace it is open-loop: each transaction has its time, whatever the one before took.
 */
final class Load implements AutoCloseable {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicReference<SQLException> failed = new AtomicReference<>();
    final AtomicLong transactions = new AtomicLong();
    private final Thread thread;

    Load(Connection connection, Duration pace) {
        thread = Thread.ofPlatform().start(() -> {
            try (connection) {
                connection.setAutoCommit(false);
                Production.run(connection, "SET enable_seqscan = off");
                connection.commit();
                long due = System.nanoTime();
                while (!stop.get()) {
                    transaction(connection, 1 + transactions.get() % 10_000);
                    transactions.incrementAndGet();
                    due += pace.toNanos();
                    long left = due - System.nanoTime();
                    if (left > 0) {
                        LockSupport.parkNanos(left);
                    }
                }
            } catch (SQLException e) {
                failed.set(e);
            }
        });
    }

    private static void transaction(Connection connection, long key) throws SQLException {
        try (PreparedStatement update =
                        connection.prepareStatement("UPDATE accounts SET balance = balance + 1 WHERE aid = ?");
                PreparedStatement select = connection.prepareStatement("SELECT balance FROM accounts WHERE aid = ?");
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO history (aid, delta) VALUES (?, 1)")) {
            for (PreparedStatement statement : new PreparedStatement[] {update, select, insert}) {
                statement.setLong(1, key);
                statement.execute();
            }
        }
        connection.commit();
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
