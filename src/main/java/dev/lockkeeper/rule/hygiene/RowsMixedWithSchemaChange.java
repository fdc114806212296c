package dev.lockkeeper.rule.hygiene;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.RelationStatement;
import java.util.stream.Stream;

/** Rows of an existing table are written in a file that also changes the schema of existing tables. */
@AutoService(Rule.class)
public final class RowsMixedWithSchemaChange implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis).anyMatch(RowsMixedWithSchemaChange::changesSchema)
                ? Scene.of(analysis)
                        .filter(scene -> scene.at().statement().meaning() instanceof DataStatement.Insert
                                || scene.at().statement().meaning() instanceof DataStatement.Merge
                                || scene.at().statement().meaning() instanceof DataStatement.Delete)
                        .flatMap(scene ->
                                scene
                                        .worst(scene.at()
                                                .all(Effect.WritesRows.class)
                                                .map(Effect.WritesRows::table))
                                        .stream()
                                        .map(table -> scene.hit(
                                                table,
                                                "writes rows of " + scene.sized(table)
                                                        + " in a migration that also changes tables: if the rows collide, the change"
                                                        + " goes with them.",
                                                "Put rows into a migration of their own, with ON CONFLICT.")))
                        .limit(1)
                : Stream.empty();
    }

    private static boolean changesSchema(Scene scene) {
        return scene.at().statement().meaning() instanceof RelationStatement.AlterTable
                && !scene.blocking().isEmpty();
    }
}
