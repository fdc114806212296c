package dev.lockkeeper.rule.timeout;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.LockWait;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.stream.Stream;

/** A long lock_timeout is an outage of that length. */
@AutoService(Rule.class)
public final class LockTimeoutTooLong implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> LockWait.of(scene.at().transaction()).tooLong())
                .flatMap(scene -> scene.worst(scene.blocking().stream().map(Effect.AcquiresLock::relation)).stream()
                        .map(table -> scene.hit(
                                table,
                                "lock_timeout is "
                                        + LockWait.of(scene.at().transaction()).display()
                                        + ": for that long everybody queues behind this statement on "
                                        + scene.sized(table) + " (" + scene.waiters(table) + ").",
                                "SET lock_timeout = '2s' or less, and retry with growing pauses.")));
    }
}
