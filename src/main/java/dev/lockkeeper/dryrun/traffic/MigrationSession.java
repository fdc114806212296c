package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.RunnerTransactions;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.SessionStatement;
import java.sql.Connection;
import java.sql.SQLException;

/** The session of the migration: runs the submitted text as its runner does, and a plan's phases with their timeouts and retries. */
final class MigrationSession {
    private static final String LOCK_TIMEOUT = "55P03";
    private static final String DEADLOCK = "40P01";
    private static final long LONGEST_PAUSE_MILLIS = 4_000;

    private final Connection connection;
    private int lockTimeouts;
    private int deadlocks;

    MigrationSession(Connection connection) {
        this.connection = connection;
    }

    int lockTimeouts() {
        return lockTimeouts;
    }

    int deadlocks() {
        return deadlocks;
    }

    void original(Analysis analysis) throws SQLException, InterruptedException {
        RunnerTransactions runner = RunnerTransactions.of(analysis.framework(), analysis.script());
        int segment = -1;
        for (StatementEffects at : analysis.statements()) {
            int own = runner.at(at.statement().span().start());
            if (own != segment) {
                segment = own;
                commit();
                if (runner.segments().get(own).wrapped()) {
                    connection.setAutoCommit(false);
                }
            }
            if (at.statement().meaning() instanceof SessionStatement.TransactionControl control) {
                control(control, at.statement().sql());
            } else {
                counted(at.statement().sql());
            }
        }
        commit();
    }

    private void control(SessionStatement.TransactionControl control, String sql) throws SQLException {
        switch (control.kind()) {
            case BEGIN -> connection.setAutoCommit(false);
            case COMMIT -> commit();
            case ROLLBACK -> rollback();
            case SAVEPOINT, RELEASE, ROLLBACK_TO -> Rows.execute(connection, sql);
            case PREPARE, COMMIT_PREPARED, ROLLBACK_PREPARED ->
                throw new SQLException("two-phase commit is not possible in the dry run", "0A000");
        }
    }

    void phase(Phase phase) throws SQLException, InterruptedException {
        for (Step step : phase.steps()) {
            if (step.mode() == TransactionMode.TRANSACTION) {
                retried(step, () -> transaction(step));
            } else {
                Rows.execute(connection, "SET lock_timeout = " + step.timeouts().lockMillis());
                Rows.execute(
                        connection,
                        "SET statement_timeout = "
                                + step.timeouts().onThrowawayServer().statementMillis());
                for (String sql : step.statements()) {
                    retried(step, () -> counted(sql));
                }
                Rows.execute(connection, "RESET lock_timeout");
                Rows.execute(connection, "RESET statement_timeout");
            }
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private void transaction(Step step) throws SQLException {
        connection.setAutoCommit(false);
        Rows.execute(connection, "SET LOCAL lock_timeout = " + step.timeouts().lockMillis());
        Rows.execute(
                connection,
                "SET LOCAL statement_timeout = "
                        + step.timeouts().onThrowawayServer().statementMillis());
        for (String sql : step.statements()) {
            counted(sql);
        }
        commit();
    }

    /** As the step's own rule says, without the jitter of a real runner: chance has no place in a comparison. */
    private void retried(Step step, Work work) throws SQLException, InterruptedException {
        long pause = step.retry().firstPauseMillis();
        for (int attempt = 1; ; attempt++) {
            try {
                work.run();
                return;
            } catch (SQLException e) {
                rollback();
                boolean again = LOCK_TIMEOUT.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState());
                if (!again || attempt >= step.retry().attempts()) {
                    throw e;
                }
                Thread.sleep(pause);
                pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            }
        }
    }

    private void counted(String sql) throws SQLException {
        try {
            Rows.execute(connection, sql);
        } catch (SQLException e) {
            lockTimeouts += LOCK_TIMEOUT.equals(e.getSQLState()) ? 1 : 0;
            deadlocks += DEADLOCK.equals(e.getSQLState()) ? 1 : 0;
            throw e;
        }
    }

    private void commit() throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    void rollback() throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
