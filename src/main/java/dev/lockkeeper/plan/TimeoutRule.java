package dev.lockkeeper.plan;

import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.effect.StatementEffects;
import java.util.List;

/**
 * Timeouts by class of statement (hazards.md F1–F5). A lock that blocks is awaited 2 s at most. What waits for
 * older transactions or works for long without blocking gets no limit: cancelling CREATE INDEX CONCURRENTLY
 * leaves an INVALID index, cancelling VALIDATE throws its scan away.
 */
final class TimeoutRule {
    private static final long LOCK_MILLIS = 2_000;
    private static final long BRIEF_MILLIS = 10_000;

    private TimeoutRule() {}

    static Timeouts of(TransactionMode mode, List<StatementEffects> statements) {
        boolean waits = statements.stream().anyMatch(at -> at.has(Effect.WaitsForOlderTransactions.class));
        if (mode == TransactionMode.AUTOCOMMIT && waits) {
            return Timeouts.NONE;
        }
        Forecast total = statements.stream().map(StatementEffects::forecast).reduce(Forecast.INSTANT, Forecast::plus);
        boolean works = total.highMillis() > BRIEF_MILLIS / 2 || !total.known();
        return new Timeouts(LOCK_MILLIS, works || mode == TransactionMode.AUTOCOMMIT ? 0 : BRIEF_MILLIS);
    }
}
