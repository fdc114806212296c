package dev.lockkeeper.rule.scan;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.ConstraintDefinition;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A foreign key that is valid at once joins both tables while writes to both wait. */
@AutoService(Rule.class)
public final class AddForeignKeyScansTables implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> Alterations.constraints(scene.at())
                        .anyMatch(constraint -> constraint.kind() == ConstraintDefinition.Kind.FOREIGN_KEY))
                .filter(scene -> scene.at()
                        .all(Effect.FailsOnData.class)
                        .anyMatch(fails -> fails.sqlState().equals("23503") && scene.existing(fails.table())))
                .flatMap(scene -> scene.worst(locked(scene)).stream()
                        .map(table -> scene.hit(
                                table,
                                "the foreign key locks " + tables(scene)
                                        + " and checks every row: writes to them wait for " + scene.duration() + ".",
                                "Add it NOT VALID, commit, then VALIDATE CONSTRAINT.")));
    }

    private static Stream<QualifiedName> locked(Scene scene) {
        return scene.blocking().stream().map(Effect.AcquiresLock::relation).distinct();
    }

    private static String tables(Scene scene) {
        return locked(scene).map(scene::sized).collect(Collectors.joining(" and "));
    }
}
