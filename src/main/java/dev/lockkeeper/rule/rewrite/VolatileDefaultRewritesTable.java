package dev.lockkeeper.rule.rewrite;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.RewriteCause;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.stream.Stream;

/** A new column whose value differs from row to row has to be written into each row. */
@AutoService(Rule.class)
public final class VolatileDefaultRewritesTable implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(
                        scene -> scene
                                .worst(scene.at()
                                        .all(Effect.RewritesTable.class)
                                        .filter(rewrite ->
                                                RewriteCause.of(rewrite, scene.at()) == RewriteCause.VOLATILE_DEFAULT)
                                        .map(Effect.RewritesTable::table))
                                .stream()
                                .map(
                                        table -> scene.hit(
                                                table,
                                                "every row of " + scene.sized(table)
                                                        + " is computed and written anew, all indexes with it ("
                                                        + scene.waiters(table) + " for " + scene.duration() + ").",
                                                "Add the column without default, SET DEFAULT for new rows, fill old rows in batches.")));
    }
}
