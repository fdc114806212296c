package dev.lockkeeper.rule.types;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.RewriteCause;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.stream.Stream;

/** A new type that stores values differently writes the table anew. */
@AutoService(Rule.class)
public final class AlterTypeRewritesTable implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(
                        scene -> scene.at()
                                .all(Effect.RewritesTable.class)
                                .filter(rewrite -> RewriteCause.of(rewrite, scene.at()) == RewriteCause.TYPE_CHANGE)
                                .filter(rewrite -> scene.existing(rewrite.table()))
                                .map(
                                        rewrite -> scene.hit(
                                                rewrite.table(),
                                                "the change from " + rewrite.why() + " writes "
                                                        + scene.sized(rewrite.table())
                                                        + " and its indexes anew (" + scene.waiters(rewrite.table())
                                                        + " for "
                                                        + scene.duration() + ").",
                                                "Add a column of the new type, keep both in step by a trigger, fill in batches, swap names.")));
    }
}
