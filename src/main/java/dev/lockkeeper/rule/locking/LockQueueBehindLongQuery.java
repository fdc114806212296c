package dev.lockkeeper.rule.locking;

import com.google.auto.service.AutoService;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.ProductionContext.LongQuery;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.LockWait;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.rule.Severity;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A lock that waits behind a long query makes everybody else wait behind itself. */
@AutoService(Rule.class)
public final class LockQueueBehindLongQuery implements Rule {
    private static final Pattern WRITES = Pattern.compile("(?is)\\s*(insert|update|delete|merge|copy)\\b.*");

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> scene.blocking().stream()
                        .flatMap(lock -> longest(analysis, lock).map(query -> hit(scene, lock, query)).stream()));
    }

    /** The longest query that the lock conflicts with, when waiting for it hurts. */
    private static Optional<LongQuery> longest(Analysis analysis, Effect.AcquiresLock lock) {
        return analysis.context().longestQueriesOn(lock.relation()).stream()
                .filter(query -> lock.mode()
                        .conflictsWith(
                                WRITES.matcher(query.query()).matches()
                                        ? LockMode.ROW_EXCLUSIVE
                                        : LockMode.ACCESS_SHARE))
                .filter(query -> LockWait.hurts(query.durationMillis()))
                .findFirst();
    }

    private static Hit hit(Scene scene, Effect.AcquiresLock lock, LongQuery query) {
        LockWait wait = LockWait.of(scene.at().transaction());
        Hit hit = scene.hit(
                lock.relation(),
                lock.mode().sql() + " on " + scene.sized(lock.relation()) + " waits behind a query that "
                        + (query.running() ? "has been running for " : "took up to ")
                        + Forecast.human(query.durationMillis()) + " (" + shortened(query.query()) + "). Meanwhile "
                        + Scene.who(lock.mode()) + " of the table queue behind this statement"
                        + arrivals(scene.analysis().context(), lock) + "; it gives up "
                        + (wait.bounded() ? "after " + wait.display() : "never") + ".",
                wait.brief()
                        ? "Retry after SQLSTATE 55P03 with growing pauses, or wait until the query has ended."
                        : "SET lock_timeout = '2s' before it and retry, or wait until the query has ended.");
        return wait.brief() ? hit.as(Severity.NOTE) : hit;
    }

    /** Who arrives each second, and when the pool has no connection left. */
    private static String arrivals(ProductionContext context, Effect.AcquiresLock lock) {
        double writes = context.writesPerSecond(lock.relation()).orElse(0);
        double reads = lock.mode().blocksReads()
                ? context.readsPerSecond(lock.relation()).orElse(0)
                : 0;
        double rate = reads + writes;
        if (rate <= 0) {
            return "";
        }
        String each = String.format(Locale.ROOT, ", %.0f each second", rate);
        return context.poolSize().isEmpty()
                ? each
                : each + ", and the pool of " + context.poolSize().getAsInt() + " connections is full after "
                        + Forecast.human(Math.round(context.poolSize().getAsInt() * 1000 / rate));
    }

    private static String shortened(String query) {
        String line = query.replaceAll("\\s+", " ").strip();
        return line.length() <= 80 ? line : line.substring(0, 79) + "…";
    }
}
