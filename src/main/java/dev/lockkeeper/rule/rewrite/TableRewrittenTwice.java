package dev.lockkeeper.rule.rewrite;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** Two ALTER TABLE statements that each write the table anew do in two rewrites what one statement does in one. */
@AutoService(Rule.class)
public final class TableRewrittenTwice implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> scene.worst(rewritten(scene)).stream()
                        .flatMap(table -> first(scene, table).stream()
                                .map(earlier -> scene.hit(
                                        table,
                                        scene.sized(table) + " is written anew a second time: statement "
                                                + earlier.at().statement().number() + " does it already.",
                                        "Put the subcommands into one ALTER TABLE: PostgreSQL then rewrites once for all of"
                                                + " them."))));
    }

    private static Optional<Scene> first(Scene scene, QualifiedName table) {
        return Scene.of(scene.analysis())
                .filter(each ->
                        each.at().statement().number() < scene.at().statement().number())
                .filter(each -> rewritten(each).anyMatch(table::equals))
                .findFirst();
    }

    private static Stream<QualifiedName> rewritten(Scene scene) {
        return scene.at().statement().meaning() instanceof RelationStatement.AlterTable
                ? scene.at().all(Effect.RewritesTable.class).map(Effect.RewritesTable::table)
                : Stream.empty();
    }
}
