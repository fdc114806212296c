package dev.lockkeeper.rule.index;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.RelationStatement;
import java.util.stream.Stream;

/** A deleted parent takes its children with it, however many they are. */
@AutoService(Rule.class)
public final class CascadingForeignKey implements Rule {
    private static final String CASCADE = "ON DELETE CASCADE";

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis).flatMap(scene -> Stream.concat(added(scene), deleted(scene)));
    }

    private static Stream<Hit> added(Scene scene) {
        return scene.at().statement().meaning() instanceof RelationStatement.AlterTable alter
                ? scene.at().before().table(alter.table()).map(Table::name).filter(scene::existing).stream()
                        .flatMap(child -> Alterations.constraints(scene.at())
                                .filter(constraint -> constraint.kind() == ConstraintDefinition.Kind.FOREIGN_KEY
                                        && ConstraintDefinition.says(constraint.sql(), CASCADE))
                                .map(constraint -> scene.hit(
                                        child,
                                        "a deleted row of "
                                                + constraint
                                                        .references()
                                                        .map(QualifiedName::display)
                                                        .orElse("the parent")
                                                + " will delete its rows of " + scene.sized(child)
                                                + " in the same transaction, however many they are.",
                                        "Say ON DELETE RESTRICT, and delete children in batches before their parent.")))
                : Stream.empty();
    }

    private static Stream<Hit> deleted(Scene scene) {
        return scene.at().statement().meaning() instanceof DataStatement.Delete delete
                ? scene.at().before().table(delete.table()).map(Table::name).filter(scene::existing).stream()
                        .flatMap(parent -> scene.at().before().foreignKeysTo(parent).stream())
                        .filter(reference ->
                                ConstraintDefinition.says(reference.constraint().sql(), CASCADE))
                        .map(Catalog.Reference::table)
                        .filter(scene::existing)
                        .distinct()
                        .map(child -> scene.hit(
                                        child,
                                        "deletes rows of " + scene.sized(child)
                                                + " too, by ON DELETE CASCADE: nobody counted them, and nothing brings"
                                                + " them back.",
                                        "Delete the children first, in batches that are counted.")
                                .as(Severity.WARNING))
                : Stream.empty();
    }
}
