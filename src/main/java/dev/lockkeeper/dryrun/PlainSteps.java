package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.plan.TransactionMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Runs steps of a plan with nobody watching, each in its transaction or without one. */
final class PlainSteps {
    private PlainSteps() {}

    /** All steps in order; why one did not end, or empty. */
    static String run(Connection migrator, List<Step> steps) throws SQLException {
        for (Step step : steps) {
            try {
                run(migrator, step);
            } catch (SQLException e) {
                if (migrator.isClosed()) {
                    throw e;
                }
                return failure(step, e);
            }
        }
        return "";
    }

    static void run(Connection migrator, Step step) throws SQLException {
        boolean block = step.mode() == TransactionMode.TRANSACTION;
        migrator.setAutoCommit(!block);
        for (String sql : step.statements()) {
            Rows.execute(migrator, sql);
        }
        if (block) {
            migrator.commit();
        }
        migrator.setAutoCommit(true);
    }

    static String failure(Step step, SQLException e) {
        return "step " + step.id() + " did not end: " + Rows.state(e) + " " + Rows.message(e);
    }
}
