package dev.lockkeeper.plan;

import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.sql.RelationStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The only place that says how long a step may wait and work (hazards.md F1–F6). The wait for a blocking lock ends
 * before the connection pool is full of those who queue behind it; the work ends when it takes longer than anybody
 * thought. Nothing ends what is lost by that: CREATE INDEX CONCURRENTLY would leave an INVALID index, VALIDATE would
 * read the table for nothing, and neither makes anybody wait.
 */
final class TimeoutPlanner {
    /** Work that is forecast up to here counts as brief. */
    private static final long BRIEF_MILLIS = 5_000;
    /** What a change of the catalog may take on a busy disk. */
    private static final long SHORTEST_WORK_MILLIS = 3_000;

    private static final long MARGIN = 10;
    /** As the window that is asked for where there is no online way. */
    private static final long LONG_MARGIN = 2;
    /** A shorter wait never sends an autovacuum away: measured, and deadlock_timeout is 1 s by default. */
    private static final long AUTOVACUUM_YIELDS_MILLIS = 1_000;

    private static final long PATIENCE_MILLIS = 20_000;

    /** Timeouts of a step and how often it is tried. */
    record Planned(Timeouts timeouts, Retry retry) {}

    private record Limit(long millis, String why) {}

    private final TimeoutLimits limits;

    TimeoutPlanner(TimeoutLimits limits) {
        this.limits = limits;
    }

    Planned of(TransactionMode mode, List<StatementEffects> statements, ProductionContext context) {
        List<Effect.AcquiresLock> locks = statements.stream()
                // Nobody writes to a materialized view but its refresh.
                .filter(at -> !(at.statement().meaning() instanceof RelationStatement.RefreshMaterializedView refresh
                        && refresh.concurrently()))
                .flatMap(at -> at.all(Effect.AcquiresLock.class).filter(lock -> !OnNewTable.is(lock, at)))
                .toList();
        long undo = lock(LockBudget.of(
                        locks.stream().map(TimeoutPlanner::whenUndone).toList(), context))
                .millis();
        boolean waits = statements.stream().anyMatch(at -> at.has(Effect.WaitsForOlderTransactions.class));
        if (mode == TransactionMode.AUTOCOMMIT && waits) {
            return new Planned(
                    new Timeouts(
                            0,
                            0,
                            undo,
                            List.of("none: it waits for older transactions and makes nobody wait;"
                                    + " cancelled in the middle it would leave its work half done.")),
                    Retry.NEVER);
        }
        LockBudget budget = LockBudget.of(locks, context);
        Limit lock = lock(budget);
        Limit work = work(mode, statements, budget.blocks(), lock.millis());
        Retry retry = retry(budget, lock.millis());
        List<String> why = new ArrayList<>(List.of(
                "lock_timeout " + shown(lock.millis()) + ", because " + lock.why() + ".",
                "statement_timeout " + (work.millis() == 0 ? "off" : shown(work.millis())) + ", because " + work.why()
                        + "."));
        if (budget.blocks() && lock.millis() < AUTOVACUUM_YIELDS_MILLIS) {
            why.add("So short a wait does not send an autovacuum of the table away (that takes deadlock_timeout, 1 s):"
                    + " when every attempt fails, look into pg_stat_progress_vacuum.");
        }
        budget.outlasting(retry, lock.millis()).ifPresent(why::add);
        return new Planned(new Timeouts(lock.millis(), work.millis(), undo, why), retry);
    }

    /** A way back may want more than the way there: it is taken to want everything. */
    private static Effect.AcquiresLock whenUndone(Effect.AcquiresLock lock) {
        return new Effect.AcquiresLock(lock.relation(), lock.kind(), LockMode.ACCESS_EXCLUSIVE, lock.why());
    }

    private Limit lock(LockBudget budget) {
        long longest = limits.longestLockMillis();
        if (!budget.blocks()) {
            return new Limit(longest, "nobody queues behind a lock that lets reads and writes pass");
        }
        OptionalLong full = budget.fullAfter(limits.poolShare());
        if (full.isEmpty()) {
            return new Limit(
                    longest,
                    "that is the longest wait that policy allows, and "
                            + (budget.free().isEmpty()
                                    ? "no connection pool is declared"
                                    : "the traffic of " + budget.names() + " is not known"));
        }
        long wanted = full.getAsLong();
        if (wanted >= longest) {
            return new Limit(
                    longest,
                    budget.meeting() + ", and " + budget.waiting(longest)
                            + " of them wait when it gives up; policy allows no longer wait");
        }
        if (wanted >= limits.shortestLockMillis()) {
            return new Limit(
                    wanted, budget.meeting() + ", and " + budget.waiting(wanted) + " of them wait when it gives up");
        }
        return new Limit(
                limits.shortestLockMillis(),
                budget.meeting() + ", and " + budget.waiting(limits.shortestLockMillis())
                        + " of them wait when it gives up; a shorter wait is not worth an attempt, so run it when it"
                        + " is quiet");
    }

    private static Limit work(
            TransactionMode mode, List<StatementEffects> statements, boolean blocks, long lockMillis) {
        if (mode == TransactionMode.AUTOCOMMIT) {
            return new Limit(0, "it commits as it goes and blocks nobody for long");
        }
        boolean writes = statements.stream().anyMatch(at -> at.has(Effect.WritesRows.class));
        boolean reads =
                statements.stream().anyMatch(at -> at.has(Effect.ScansTable.class) || at.has(Effect.BuildsIndex.class));
        if (reads && !writes && !blocks) {
            return new Limit(0, "it lets reads and writes pass, and cancelled it would have read for nothing");
        }
        Forecast total = statements.stream().map(StatementEffects::forecast).reduce(Forecast.INSTANT, Forecast::plus);
        if (!total.known()) {
            return new Limit(0, "nobody knows how long it works: the size of the table is not known");
        }
        if (total.highMillis() <= BRIEF_MILLIS) {
            return new Limit(
                    lockMillis + seconds(Math.max(SHORTEST_WORK_MILLIS, MARGIN * total.highMillis())),
                    "it works for " + shown(total.highMillis()) + " at most, and several waits one after another end"
                            + " with it");
        }
        return new Limit(
                lockMillis + seconds(LONG_MARGIN * total.highMillis()),
                "that is twice the forecast of " + shown(total.highMillis())
                        + ": when it takes longer the window is over, and it is rolled back");
    }

    private Retry retry(LockBudget budget, long lockMillis) {
        int usual = Retry.LOCK_TIMEOUT.attempts();
        long wanted = Math.max(usual, (PATIENCE_MILLIS + lockMillis - 1) / lockMillis);
        Retry retry = new Retry((int) Math.min(limits.mostAttempts(), wanted), Retry.LOCK_TIMEOUT.firstPauseMillis());
        Optional<String> outlasting = budget.outlasting(retry, lockMillis);
        return outlasting.isPresent() ? new Retry(limits.mostAttempts(), retry.firstPauseMillis()) : retry;
    }

    private static long seconds(long millis) {
        return (millis + 999) / 1_000 * 1_000;
    }

    private static String shown(long millis) {
        return Forecast.human(millis);
    }
}
