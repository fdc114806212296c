package dev.lockkeeper.plan;

import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.ProductionContext.LongQuery;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.effect.QueueForecast;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How long a step may wait for its locks: everybody who comes meanwhile queues behind it. A step that locks several
 * tables holds the first while it waits for the last, so their traffic adds up.
 *
 * @param tables in words, for reasons
 * @param perSecond statements a second that would have to queue; empty when the traffic of none of them is known
 * @param free connections of the pool that are not busy; empty when no pool is declared
 * @param blocker the longest known query that the locks conflict with
 */
record LockBudget(
        List<QualifiedName> tables,
        double perSecond,
        boolean lowerBound,
        OptionalInt free,
        Optional<LongQuery> blocker) {

    /** {@code locks} are those on tables that were there before. */
    static LockBudget of(List<Effect.AcquiresLock> locks, ProductionContext context) {
        Map<QualifiedName, LockMode> strongest = new LinkedHashMap<>();
        locks.stream()
                .filter(lock -> lock.mode().blocksWrites())
                .forEach(lock -> strongest.merge(
                        lock.relation(), lock.mode(), (one, other) -> one.compareTo(other) > 0 ? one : other));
        List<QueueForecast> queues = strongest.entrySet().stream()
                .map(entry -> QueueForecast.of(context, entry.getKey(), entry.getValue()))
                .toList();
        return new LockBudget(
                List.copyOf(strongest.keySet()),
                queues.stream().mapToDouble(QueueForecast::arrivalsPerSecond).sum(),
                context.outsidePeak(),
                queues.stream().map(QueueForecast::freeConnections).findFirst().orElse(OptionalInt.empty()),
                queues.stream()
                        .flatMap(queue -> queue.blocker().stream())
                        .max(Comparator.comparingLong(LongQuery::durationMillis)));
    }

    boolean blocks() {
        return !tables.isEmpty();
    }

    /** Milliseconds after which {@code share} of the free connections wait, in steps that read well; empty when not known. */
    OptionalLong fullAfter(double share) {
        if (free.isEmpty() || perSecond <= 0) {
            return OptionalLong.empty();
        }
        long exact = (long) Math.min(Integer.MAX_VALUE, free.getAsInt() * share * 1_000 / perSecond);
        return OptionalLong.of(exact >= 100 ? exact / 50 * 50 : exact);
    }

    /** {@code 5,100 statements a second on orders meet 250 free connections}. */
    String meeting() {
        return String.format(
                Locale.ROOT,
                "%s%,.0f statements a second on %s meet %,d free connections",
                lowerBound ? "at least " : "",
                perSecond,
                names(),
                free.orElse(0));
    }

    String names() {
        List<String> first =
                tables.stream().limit(3).map(QualifiedName::display).toList();
        return String.join(", ", first) + (tables.size() > 3 ? " and " + (tables.size() - 3) + " more" : "");
    }

    /** How many of the free connections wait after so long, at most all. */
    long waiting(long millis) {
        return Math.round(Math.min(free.orElse(Integer.MAX_VALUE), perSecond * millis / 1_000));
    }

    /** Queries that outlast all attempts, in words. */
    Optional<String> outlasting(Retry retry, long lockMillis) {
        return blocker.filter(query -> query.durationMillis() > retry.lastsMillis(lockMillis))
                .map(query -> "The longest known query on " + names() + " takes "
                        + Forecast.human(query.durationMillis())
                        + ", longer than all attempts together: wait for its end, or run this when it is not running.");
    }
}
