package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.plan.TransactionMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs phases of a plan, and takes them back. */
final class PlanRun {
    private final TracedSession session;

    PlanRun(TracedSession session) {
        this.session = session;
    }

    /** Backfills run without pauses and with larger batches: a setting of the session, not of the file. */
    void prepare() throws SQLException {
        session.quietly("SELECT pg_catalog.set_config('lockkeeper.pause_ms', '0', false)");
        session.quietly("SELECT pg_catalog.set_config('lockkeeper.batch_rows', '5000', false)");
    }

    /** Runs one phase; the failure, if any, names the step. */
    Run up(Phase phase) throws SQLException {
        List<StatementRun> runs = new ArrayList<>();
        for (Step step : phase.steps()) {
            try {
                runs.addAll(step(step));
            } catch (SQLException e) {
                session.rollback();
                return new Run(
                        runs,
                        Optional.of(new SqlFailure(
                                step.id(), String.join("; ", step.statements()), Rows.state(e), Rows.message(e))));
            }
        }
        return new Run(runs, Optional.empty());
    }

    private List<StatementRun> step(Step step) throws SQLException {
        List<StatementRun> runs = new ArrayList<>();
        boolean block = step.mode() == TransactionMode.TRANSACTION;
        if (block) {
            session.begin();
        }
        session.quietly((block ? "SET LOCAL" : "SET") + " lock_timeout = "
                + step.timeouts().onThrowawayServer().lockMillis());
        session.quietly((block ? "SET LOCAL" : "SET") + " statement_timeout = "
                + step.timeouts().onThrowawayServer().statementMillis());
        boolean ddl = step.all(Effect.WritesRows.class).findAny().isEmpty();
        for (String sql : step.statements()) {
            TracedSession.Task task = new TracedSession.Task(
                    step.id(),
                    sql,
                    step.effects(),
                    ddl,
                    step.all(Effect.WaitsForOlderTransactions.class)
                            .findFirst()
                            .map(Effect.WaitsForOlderTransactions::table));
            runs.add(block ? session.inTransaction(task) : session.alone(task));
        }
        if (block) {
            session.commit();
            return StatementRun.inOneTransaction(runs);
        } else {
            session.quietly("RESET lock_timeout");
            session.quietly("RESET statement_timeout");
        }
        return runs;
    }

    /** Takes one phase back, the last step first; empty when everything ran. */
    Optional<String> down(Phase phase) throws SQLException {
        for (Step step : phase.steps().reversed()) {
            if (step.rollback() instanceof Rollback.Undo undo) {
                try {
                    undo(undo);
                } catch (SQLException e) {
                    session.rollback();
                    return Optional.of(
                            "taking back step " + step.id() + " failed: " + Rows.state(e) + " " + Rows.message(e));
                }
            }
        }
        return Optional.empty();
    }

    private void undo(Rollback.Undo undo) throws SQLException {
        boolean block = undo.mode() == TransactionMode.TRANSACTION;
        if (block) {
            session.begin();
        }
        for (String sql : undo.statements()) {
            session.quietly(sql);
        }
        if (block) {
            session.commit();
        }
    }
}
