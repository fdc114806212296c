package dev.lockkeeper.rule.rewrite;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.RewriteCause;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.RelationStatement;
import java.util.stream.Stream;

/** Commands that write a table anew for another reason than a new column or type. */
@AutoService(Rule.class)
public final class TableRewrite implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                // The rule refresh-blocks-readers speaks of materialized views: they have another way out.
                .filter(scene ->
                        !(scene.at().statement().meaning() instanceof RelationStatement.RefreshMaterializedView))
                .flatMap(
                        scene -> scene.at()
                                .all(Effect.RewritesTable.class)
                                .filter(rewrite -> RewriteCause.of(rewrite, scene.at()) == RewriteCause.OTHER)
                                .filter(rewrite -> scene.existing(rewrite.table()))
                                .map(
                                        rewrite -> scene.hit(
                                                rewrite.table(),
                                                scene.sized(rewrite.table()) + " is written anew (" + rewrite.why()
                                                        + "; "
                                                        + scene.waiters(rewrite.table()) + " for " + scene.duration()
                                                        + "), and needs its size again on disk.",
                                                "Use pg_repack or a new table that is filled in batches, or run it in a declared window.")));
    }
}
