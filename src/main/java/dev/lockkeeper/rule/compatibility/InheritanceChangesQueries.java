package dev.lockkeeper.rule.compatibility;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** Rows of a child show up in every query of its parent; a column named type makes an object mapper choose classes by it. */
@AutoService(Rule.class)
public final class InheritanceChangesQueries implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> Stream.concat(
                        parents(scene)
                                .flatMap(name -> scene.at().before().table(name).map(Table::name).stream())
                                .filter(scene::existing)
                                .map(parent -> inherited(scene, parent)),
                        singleTable(scene)));
    }

    private static Stream<QualifiedName> parents(Scene scene) {
        return scene.at().statement().meaning() instanceof RelationStatement.CreateTable create
                ? create.inherits().stream()
                : Alterations.all(scene.at(), AlterAction.SetInheritance.class)
                        .filter(AlterAction.SetInheritance::add)
                        .map(AlterAction.SetInheritance::parent);
    }

    private static Hit inherited(Scene scene, QualifiedName parent) {
        return scene.hit(
                parent,
                "every query, UPDATE and DELETE of " + scene.sized(parent)
                        + " takes in the rows of the child from this commit on, and every ALTER TABLE of it locks the"
                        + " child too; unique keys and foreign keys of the parent do not reach them.",
                "Use a foreign key or a partitioned table, or make sure that running code says ONLY.");
    }

    /** Rails reads a column of this name as the class of the row (single-table inheritance). */
    private static Stream<Hit> singleTable(Scene scene) {
        if (scene.analysis().framework() != Framework.RAILS) {
            return Stream.empty();
        }
        boolean type = Alterations.all(scene.at(), AlterAction.AddColumn.class)
                .anyMatch(add -> add.column().name().equals("type"));
        Optional<QualifiedName> table = type ? scene.worst(scene.blocked()) : Optional.empty();
        return table.stream()
                .map(name -> scene.hit(
                        name,
                        "a column named type switches single-table inheritance on: running Rails code takes its values"
                                + " for class names of " + name.display()
                                + " and fails with SubclassNotFound on any other.",
                        "Choose another name, or deploy self.inheritance_column = nil first."));
    }
}
