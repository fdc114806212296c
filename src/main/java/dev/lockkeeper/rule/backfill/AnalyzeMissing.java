package dev.lockkeeper.rule.backfill;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.RelationStatement;
import java.util.stream.Stream;

/** The planner knows nothing of an expression or a new column until somebody looks at its values. */
@AutoService(Rule.class)
public final class AnalyzeMissing implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene ->
                        Stream.concat(ofIndex(scene), ofBackfill(scene)).limit(1));
    }

    private static Stream<Hit> ofIndex(Scene scene) {
        return scene.at().statement().meaning() instanceof RelationStatement.CreateIndex create
                        && create.keys().stream()
                                .anyMatch(key -> key.expression().isPresent())
                ? scene.at()
                        .all(Effect.BuildsIndex.class)
                        .map(Effect.BuildsIndex::table)
                        .filter(table -> missing(scene, table))
                        .limit(1)
                        .map(table -> scene.hit(
                                table,
                                "the planner has no statistics of this expression of " + scene.sized(table)
                                        + " until ANALYZE runs.",
                                "ANALYZE the table after the index is built."))
                : Stream.empty();
    }

    private static Stream<Hit> ofBackfill(Scene scene) {
        return scene.at().statement().meaning() instanceof DataStatement.Update update
                ? ManyRows.written(scene)
                        .filter(table -> update.columns().stream().anyMatch(column -> added(scene, table, column)))
                        .filter(table -> missing(scene, table))
                        .limit(1)
                        .map(table -> scene.hit(
                                table,
                                "fills a new column of " + scene.sized(table)
                                        + ", of which the planner has no statistics until ANALYZE runs.",
                                "ANALYZE the table after the backfill."))
                : Stream.empty();
    }

    private static boolean added(Scene scene, QualifiedName table, String column) {
        return scene.at()
                .before()
                .table(table)
                .flatMap(t -> t.column(column))
                .map(found -> found.origin() == Origin.CREATED)
                .orElse(false);
    }

    private static boolean missing(Scene scene, QualifiedName table) {
        return scene.existing(table)
                && scene.analysis().statements().stream()
                        .filter(at ->
                                at.statement().number() > scene.at().statement().number())
                        .noneMatch(at -> at.statement().meaning() instanceof RelationStatement.Vacuum vacuum
                                && vacuum.analyze()
                                && (vacuum.tables().isEmpty()
                                        || vacuum.tables().stream()
                                                .anyMatch(name -> name.inSchema(table.schema())
                                                        .equals(table))));
    }
}
