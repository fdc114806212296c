package dev.lockkeeper.rule.backfill;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.stream.Stream;

/** Batches that commit, and give nobody else a turn. */
@AutoService(Rule.class)
public final class BatchesWithoutPause implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> BatchLoop.of(scene)
                        .filter(loop -> loop.commits() && !loop.pauses())
                        .limit(1)
                        .map(loop -> scene.hit(
                                loop.table(),
                                "writes batch after batch of " + scene.sized(loop.table())
                                        + " without a pause: replicas, checkpoints and autovacuum fall behind.",
                                "PERFORM pg_sleep(0.1) after each COMMIT, and longer while replicas lag.")));
    }
}
