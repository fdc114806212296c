package dev.lockkeeper.rule.index;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.RelationStatement;
import java.util.stream.Stream;

/** Without an index on the referencing columns each DELETE of a parent reads the whole child table. */
@AutoService(Rule.class)
public final class ForeignKeyWithoutIndex implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> Alterations.constraints(scene.at())
                        .filter(constraint -> constraint.kind() == ConstraintDefinition.Kind.FOREIGN_KEY)
                        .flatMap(constraint -> referencing(scene)
                                .filter(table -> analysis.end().indexesOf(table).stream()
                                        .noneMatch(index -> index.serves(constraint.columns())))
                                .map(table -> scene.hit(
                                        table,
                                        "no index of " + scene.sized(table) + " begins with ("
                                                + String.join(", ", constraint.columns())
                                                + "): each DELETE or key change of a referenced row reads the whole table.",
                                        "CREATE INDEX CONCURRENTLY on these columns before the foreign key."))));
    }

    private static Stream<QualifiedName> referencing(Scene scene) {
        return scene.at().statement().meaning() instanceof RelationStatement.AlterTable alter
                ? scene.at().before().table(alter.table()).map(Table::name).stream()
                        .filter(scene::existing)
                : Stream.empty();
    }
}
