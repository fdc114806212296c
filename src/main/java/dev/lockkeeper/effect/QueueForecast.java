package dev.lockkeeper.effect;

import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.ProductionContext.LongQuery;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What happens while a lock is waited for: everybody who wants a conflicting lock queues behind the waiter, until the
 * connection pool has nothing left. From the context: who holds the table for long, who arrives, how much pool is free.
 *
 * @param blocker the longest query that the lock conflicts with, when there is one
 * @param arrivalsPerSecond statements a second that have to queue; 0 when the context does not say
 * @param freeConnections the pool without the sessions known to be busy; empty when no pool is declared
 * @param lowerBound the context was captured outside peak hours: at peak it is worse
 */
public record QueueForecast(
        Optional<LongQuery> blocker,
        double arrivalsPerSecond,
        OptionalInt freeConnections,
        OptionalInt pool,
        boolean lowerBound) {
    private static final Pattern WRITES = Pattern.compile("(?is)\\s*(insert|update|delete|merge|copy)\\b.*");

    public static QueueForecast of(ProductionContext context, QualifiedName relation, LockMode mode) {
        double writes = context.writesPerSecond(relation).orElse(0);
        double reads = mode.blocksReads() ? context.readsPerSecond(relation).orElse(0) : 0;
        OptionalInt pool = context.poolSize();
        OptionalInt free = pool.isPresent()
                ? OptionalInt.of(
                        Math.max(1, pool.getAsInt() - context.sessions().size()))
                : pool;
        return new QueueForecast(
                context.longestQueriesOn(relation).stream()
                        .filter(query -> mode.conflictsWith(holds(query)))
                        .findFirst(),
                mode.blocksWrites() ? reads + writes : 0,
                free,
                pool,
                context.outsidePeak());
    }

    private static LockMode holds(LongQuery query) {
        return WRITES.matcher(query.query()).matches() ? LockMode.ROW_EXCLUSIVE : LockMode.ACCESS_SHARE;
    }

    /** Milliseconds of waiting after which no connection is free; empty when traffic or pool is not known. */
    public OptionalLong saturatedAfterMillis() {
        return freeConnections.isPresent() && arrivalsPerSecond > 0
                ? OptionalLong.of(Math.round(freeConnections.getAsInt() * 1000 / arrivalsPerSecond))
                : OptionalLong.empty();
    }

    /** Statements in the queue after {@code waitMillis}, at most as many as connections are free. */
    public long queueAfter(long waitMillis) {
        double arrived = arrivalsPerSecond * waitMillis / 1000;
        return Math.round(
                Math.min(arrived, freeConnections.isPresent() ? freeConnections.getAsInt() : Double.MAX_VALUE));
    }

    /** {@code , at least 4,200 each second, and the 248 free connections of the pool are gone after 59 ms}. */
    public String arrivals() {
        if (arrivalsPerSecond <= 0) {
            return "";
        }
        return String.format(Locale.ROOT, ", %s%.0f each second", lowerBound ? "at least " : "", arrivalsPerSecond)
                + saturatedAfterMillis().stream()
                        .mapToObj(
                                millis -> ", and the " + freeConnections.orElse(0) + " free connections of the pool of "
                                        + pool.orElse(0) + " are gone after " + Forecast.human(millis))
                        .findFirst()
                        .orElse("");
    }
}
