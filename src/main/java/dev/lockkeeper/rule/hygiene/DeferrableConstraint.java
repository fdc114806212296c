package dev.lockkeeper.rule.hygiene;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.RelationStatement;
import java.util.stream.Stream;

/** Violations show at the commit, and a deferrable key serves neither foreign keys nor ON CONFLICT. */
@AutoService(Rule.class)
public final class DeferrableConstraint implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> scene.at().statement().meaning() instanceof RelationStatement.AlterTable alter
                        ? scene.at().before().table(alter.table()).map(Table::name).filter(scene::existing).stream()
                                .flatMap(table -> Alterations.constraints(scene.at())
                                        .filter(ConstraintDefinition::deferrable)
                                        .limit(1)
                                        .map(constraint -> scene.hit(
                                                table,
                                                "the new constraint of " + table.display()
                                                        + " is deferrable: its violations show at COMMIT"
                                                        + (constraint.kind() == ConstraintDefinition.Kind.FOREIGN_KEY
                                                                ? "."
                                                                : ", and neither a foreign key nor ON CONFLICT can use it."),
                                                "Leave DEFERRABLE out unless rows reference each other in a circle.")))
                        : Stream.empty());
    }
}
