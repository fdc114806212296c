package dev.lockkeeper.rule.locking;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** REFRESH without CONCURRENTLY keeps every reader of the materialized view out until the query is done. */
@AutoService(Rule.class)
public final class RefreshBlocksReaders implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis).flatMap(scene -> hit(scene).stream());
    }

    private static Optional<Hit> hit(Scene scene) {
        if (!(scene.at().statement().meaning() instanceof RelationStatement.RefreshMaterializedView refresh)
                || refresh.concurrently()) {
            return Optional.empty();
        }
        return scene.worst(scene.blocked())
                .map(view -> scene.hit(
                        view,
                        refresh.withData()
                                ? "REFRESH takes ACCESS EXCLUSIVE on " + scene.sized(view) + " and runs its query under"
                                        + " it: everybody who reads the view waits for " + scene.duration() + "."
                                : "REFRESH … WITH NO DATA empties " + scene.sized(view)
                                        + ": from then on every read of it fails with 55000"
                                        + " (materialized view has not been populated).",
                        fix(scene, view)));
    }

    private static String fix(Scene scene, QualifiedName view) {
        boolean unique = scene.at().before().indexesOf(view).stream()
                .anyMatch(index -> index.unique() && index.where().isEmpty());
        return unique
                ? "Say REFRESH MATERIALIZED VIEW CONCURRENTLY: readers go on."
                : "Build a unique index over columns of the view, then REFRESH MATERIALIZED VIEW CONCURRENTLY.";
    }
}
