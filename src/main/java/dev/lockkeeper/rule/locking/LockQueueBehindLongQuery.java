package dev.lockkeeper.rule.locking;

import com.google.auto.service.AutoService;
import dev.lockkeeper.context.ProductionContext.LongQuery;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.effect.QueueForecast;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.LockWait;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.rule.Severity;
import java.util.Optional;
import java.util.stream.Stream;

/** A lock that waits behind a long query makes everybody else wait behind itself. */
@AutoService(Rule.class)
public final class LockQueueBehindLongQuery implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> scene.blocking().stream().flatMap(lock -> hit(scene, lock).stream()));
    }

    private static Optional<Hit> hit(Scene scene, Effect.AcquiresLock lock) {
        QueueForecast queue = QueueForecast.of(scene.analysis().context(), lock.relation(), lock.mode());
        return queue.blocker()
                .filter(query -> LockWait.hurts(query.durationMillis()))
                .map(query -> hit(scene, lock, query, queue));
    }

    private static Hit hit(Scene scene, Effect.AcquiresLock lock, LongQuery query, QueueForecast queue) {
        LockWait wait = LockWait.of(scene.at().transaction());
        Hit hit = scene.hit(
                lock.relation(),
                lock.mode().sql() + " on " + scene.sized(lock.relation()) + " waits behind a query that "
                        + (query.running() ? "has been running for " : "took up to ")
                        + Forecast.human(query.durationMillis()) + " (" + shortened(query.query()) + "). Meanwhile "
                        + Scene.who(lock.mode()) + " of the table queue behind this statement" + queue.arrivals()
                        + "; it "
                        + (wait.bounded() ? "gives up after " + wait.display() : "never gives up") + ".",
                wait.brief()
                        ? "Retry after SQLSTATE 55P03 with growing pauses, or wait until the query has ended."
                        : "SET lock_timeout = '2s' before it and retry, or wait until the query has ended.");
        return wait.brief() ? hit.as(Severity.NOTE) : hit;
    }

    private static String shortened(String query) {
        String line = query.replaceAll("\\s+", " ").strip();
        return line.length() <= 80 ? line : line.substring(0, 79) + "…";
    }
}
