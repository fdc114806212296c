package dev.lockkeeper.rule.replication;

import com.google.auto.service.AutoService;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.ProductionContext.LongQuery;
import dev.lockkeeper.context.ServerFacts.Replica;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.effect.SettingDuration;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A replica replays ACCESS EXCLUSIVE locks: a long query there is cancelled, or replay waits for it and falls behind. */
@AutoService(Rule.class)
public final class ReplayCancelsReplicaQueries implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        ProductionContext context = analysis.context();
        List<Replica> replicas = context.server().replicas();
        OptionalLong delay = context.setting("max_standby_streaming_delay").stream()
                .flatMapToLong(value -> delayMillis(value).stream())
                .findFirst();
        return replicas.isEmpty() || delay.isEmpty()
                ? Stream.empty()
                : Scene.of(analysis)
                        .flatMap(scene -> scene.blocking().stream()
                                .filter(lock -> lock.mode().blocksReads())
                                .flatMap(lock -> hit(scene, lock, replicas, delay.getAsLong()).stream()));
    }

    /** {@code -1} waits for ever. */
    private static OptionalLong delayMillis(String value) {
        return value.strip().equals("-1") ? OptionalLong.of(-1) : SettingDuration.millis(value);
    }

    private static Optional<Hit> hit(Scene scene, Effect.AcquiresLock lock, List<Replica> replicas, long delay) {
        Optional<LongQuery> longest = scene.analysis().context().longestQueriesOn(lock.relation()).stream()
                .filter(query -> query.durationMillis() > Math.max(delay, 1_000))
                .findFirst();
        String names = replicas.stream().map(Replica::name).collect(Collectors.joining(", "));
        return longest.map(query -> scene.hit(
                lock.relation(),
                "the lock on " + scene.sized(lock.relation()) + " is replayed on " + names
                        + ": a query there as long as "
                        + Forecast.human(query.durationMillis())
                        + (delay < 0
                                ? " stops replay until it ends, and the replica falls behind (max_standby_streaming_delay = -1)."
                                : " is cancelled with 40001 after " + Forecast.human(delay)
                                        + " (max_standby_streaming_delay)."),
                "Run it when no long query reads this table on a replica, or warn its readers."));
    }
}
