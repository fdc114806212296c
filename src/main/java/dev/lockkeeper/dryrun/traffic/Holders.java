package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The two sessions every migration meets sooner or later: a long report that has read the tables, and an application
 * that holds the lock of a change and sits idle in its transaction. Both end by themselves after a fixed time.
 */
final class Holders implements AutoCloseable {
    private final Connection report;
    private final Connection idle;
    private final Thread closer;
    private long closedNanos;

    private Holders(Connection report, Connection idle, long millis) {
        this.report = report;
        this.idle = idle;
        this.closer = Thread.ofPlatform().daemon().name("lockkeeper-report").unstarted(() -> holdFor(millis));
    }

    /** The sessions hold their locks when this returns; from now on they do so for {@code millis}. */
    static Holders open(ShadowDatabase shadow, Workload workload, long millis) throws SQLException {
        Connection report = shadow.migrator();
        Connection idle = shadow.migrator();
        report.setAutoCommit(false);
        idle.setAutoCommit(false);
        Rows.execute(report, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        for (String table : tables(workload, AppStatement.Kind.READ)) {
            hold(report, "SELECT pg_catalog.count(*) FROM " + table);
        }
        // The lock of a change without a changed row: what waits for a row would not wait for the migration.
        for (String table : tables(workload, AppStatement.Kind.WRITE)) {
            hold(idle, "LOCK TABLE " + table + " IN ROW EXCLUSIVE MODE");
        }
        Holders holders = new Holders(report, idle, millis);
        holders.closer.start();
        return holders;
    }

    private static List<String> tables(Workload workload, AppStatement.Kind kind) {
        return workload.of(kind).stream()
                .map(statement -> statement.table().sql())
                .distinct()
                .toList();
    }

    /** After the plan has changed the schema an old statement may be refused; then that session holds less. */
    private static void hold(Connection connection, String sql) throws SQLException {
        Rows.execute(connection, "SAVEPOINT hold");
        try {
            Rows.execute(connection, sql);
        } catch (SQLException e) {
            Rows.execute(connection, "ROLLBACK TO hold");
        }
    }

    private void holdFor(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            // The migration is through: the sessions end early.
        }
        end(report);
        end(idle);
        closedNanos = System.nanoTime();
    }

    private static void end(Connection connection) {
        try {
            connection.rollback();
            connection.close();
        } catch (SQLException e) {
            // A server that is gone has ended the session too.
            return;
        }
    }

    long closedNanos() {
        return closedNanos;
    }

    @Override
    public void close() throws InterruptedException {
        closer.interrupt();
        closer.join();
    }
}
