package dev.lockkeeper.rule.timeout;

import com.google.auto.service.AutoService;
import dev.lockkeeper.context.Deployment;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.QueueForecast;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.LockWait;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** On a busy table the connection pool is empty before a lock_timeout of two seconds gives up. */
@AutoService(Rule.class)
public final class LockOutlastsPool implements Rule {
    /** Requests of a tenth of a second are not slower than usual for anybody. */
    private static final long SHORTEST_MILLIS = 100;

    private record Queue(Effect.AcquiresLock lock, QueueForecast forecast, long emptyAfterMillis) {}

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> LockWait.of(scene.at().transaction()).brief())
                .flatMap(scene -> hit(scene).stream());
    }

    private static Optional<Hit> hit(Scene scene) {
        LockWait wait = LockWait.of(scene.at().transaction());
        return scene.blocking().stream()
                .flatMap(lock -> queue(scene, lock).stream())
                .filter(queue -> queue.emptyAfterMillis() < wait.millis() && wait.millis() > SHORTEST_MILLIS)
                .min(Comparator.comparingLong(Queue::emptyAfterMillis))
                .map(queue -> scene.hit(
                        queue.lock().relation(),
                        "if " + queue.lock().mode().sql() + " on "
                                + scene.sized(queue.lock().relation()) + " has to wait, "
                                + Scene.who(queue.lock().mode()) + " of the table queue behind it"
                                + queue.forecast().arrivals() + ", and lock_timeout gives up only after "
                                + wait.display() + "." + peak(scene),
                        "SET lock_timeout = '"
                                + Math.max(SHORTEST_MILLIS, queue.emptyAfterMillis() / 100 * 100)
                                + "ms' and retry more often, or run it when the table is quiet."));
    }

    private static Optional<Queue> queue(Scene scene, Effect.AcquiresLock lock) {
        QueueForecast forecast = QueueForecast.of(scene.analysis().context(), lock.relation(), lock.mode());
        return forecast.saturatedAfterMillis().stream()
                .mapToObj(millis -> new Queue(lock, forecast, millis))
                .findFirst();
    }

    private static String peak(Scene scene) {
        return scene.analysis()
                .context()
                .deployment()
                .flatMap(Deployment::peakHours)
                .map(hours -> " Peak hours are " + hours + ".")
                .orElse("");
    }
}
