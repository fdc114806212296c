package dev.lockkeeper.rule.scan;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.ConstraintDefinition;
import java.util.stream.Stream;

/** A CHECK that is valid at once reads every row under ACCESS EXCLUSIVE. */
@AutoService(Rule.class)
public final class AddCheckScansTable implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> Alterations.constraints(scene.at())
                        .anyMatch(constraint -> constraint.kind() == ConstraintDefinition.Kind.CHECK))
                .flatMap(scene -> scene
                        .worst(scene.at()
                                .all(Effect.FailsOnData.class)
                                .filter(fails -> fails.sqlState().equals("23514") && scene.blocks(fails.table()))
                                .map(Effect.FailsOnData::table))
                        .stream()
                        .map(table -> scene.hit(
                                table,
                                "the CHECK reads every row of " + scene.sized(table) + " (" + scene.waiters(table)
                                        + " for " + scene.duration() + "), and fails at the first row that breaks it.",
                                "Add it NOT VALID, commit, then VALIDATE CONSTRAINT, which blocks neither.")));
    }
}
