package dev.lockkeeper.rule.data;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is dropped, truncated or deleted comes back only from a backup. */
@AutoService(Rule.class)
public final class DestroysData implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(
                        scene ->
                                scene
                                        .worst(scene.at()
                                                .all(Effect.DestroysData.class)
                                                .map(Effect.DestroysData::relation))
                                        .stream()
                                        .map(
                                                relation -> scene.hit(
                                                        relation,
                                                        "destroys " + lost(scene)
                                                                + ": nothing but a backup brings it back ("
                                                                + scene.sized(relation) + ").",
                                                        "Make it a contract phase of its own, after no code uses it, and keep a copy.")));
    }

    private static String lost(Scene scene) {
        return scene.at()
                .all(Effect.DestroysData.class)
                .map(Effect.DestroysData::what)
                .distinct()
                .collect(Collectors.joining("; "));
    }
}
