package dev.lockkeeper.rule.timeout;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.LockWait;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.stream.Stream;

/** A statement that waits for its lock without limit makes everybody wait without limit. */
@AutoService(Rule.class)
public final class LockTimeoutMissing implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> !LockWait.of(scene.at().transaction()).bounded())
                // A timeout would cancel these while they wait for older transactions, and leave an INVALID index.
                .filter(scene -> !scene.at().has(Effect.WaitsForOlderTransactions.class))
                .flatMap(scene -> scene.worst(scene.blocking().stream().map(Effect.AcquiresLock::relation)).stream()
                        .map(table -> scene.hit(
                                table,
                                "no lock_timeout is in force: while this waits for its lock on " + scene.sized(table)
                                        + ", everybody else queues behind it (" + scene.waiters(table) + ").",
                                "SET lock_timeout = '2s' before it, and retry after SQLSTATE 55P03.")));
    }
}
