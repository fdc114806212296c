package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.RunnerTransactions;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the submitted statements as their transaction control says, each one traced; stops at the first failure. */
final class OriginalRun {
    private OriginalRun() {}

    static Run of(Analysis analysis, TracedSession session) throws SQLException {
        List<StatementRun> runs = new ArrayList<>();
        RunnerTransactions runner = RunnerTransactions.of(analysis.framework(), analysis.script());
        int segment = -1;
        int open = 0;
        for (StatementEffects at : analysis.statements()) {
            int own = runner.at(at.statement().span().start());
            if (own != segment) {
                segment = own;
                open = ended(runs, open);
                session.commit();
                if (runner.segments().get(own).wrapped()) {
                    session.begin();
                }
            }
            String step = Integer.toString(at.statement().number());
            try {
                if (at.statement().meaning() instanceof SessionStatement.TransactionControl control) {
                    control(control, at.statement().sql(), session);
                    open = session.inBlock() ? open : ended(runs, open);
                } else if (at.statement().meaning() instanceof SessionStatement.SetVariable) {
                    session.quietly(at.statement().sql());
                } else if (at.has(Effect.ForbiddenInTransaction.class) && !session.inBlock()) {
                    runs.add(session.alone(task(step, at)));
                } else {
                    runs.add(session.inTransaction(task(step, at)));
                }
                open = session.inBlock() ? open : runs.size();
            } catch (SQLException e) {
                session.rollback();
                return new Run(
                        runs, Optional.of(new SqlFailure(step, at.statement().sql(), Rows.state(e), Rows.message(e))));
            }
        }
        ended(runs, open);
        session.commit();
        return new Run(runs, Optional.empty());
    }

    /** The transaction of the statements from {@code open} on is over; where the next one starts. */
    private static int ended(List<StatementRun> runs, int open) {
        List<StatementRun> together = runs.subList(open, runs.size());
        List<StatementRun> held = StatementRun.inOneTransaction(together);
        together.clear();
        runs.addAll(held);
        return runs.size();
    }

    private static void control(SessionStatement.TransactionControl control, String sql, TracedSession session)
            throws SQLException {
        switch (control.kind()) {
            case BEGIN -> session.begin();
            case COMMIT -> session.commit();
            case ROLLBACK -> session.rollback();
            case SAVEPOINT, RELEASE, ROLLBACK_TO -> session.quietly(sql);
            case PREPARE, COMMIT_PREPARED, ROLLBACK_PREPARED ->
                throw new SQLException("two-phase commit is not possible in the dry run", "0A000");
        }
    }

    static TracedSession.Task task(String step, StatementEffects at) {
        return new TracedSession.Task(
                step, at.statement().sql(), at.effects(), ddl(at.statement().meaning()), gate(at));
    }

    static boolean ddl(Statement statement) {
        return switch (statement) {
            case DataStatement.Select s -> false;
            case DataStatement.Insert i -> false;
            case DataStatement.Update u -> false;
            case DataStatement.Delete d -> false;
            case DataStatement.Merge m -> false;
            case RoutineStatement.Do d -> false;
            case RoutineStatement.Call c -> false;
            case RelationStatement.Vacuum v -> false;
            case RelationStatement.CreateTableAs c -> false;
            default -> true;
        };
    }

    /** The table whose older transactions the statement waits for. */
    static Optional<QualifiedName> gate(StatementEffects at) {
        return at.first(Effect.WaitsForOlderTransactions.class).map(Effect.WaitsForOlderTransactions::table);
    }
}
