package dev.lockkeeper.rule.transaction;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import java.util.stream.Stream;

/** Validating in the transaction that added the constraint scans under the lock of the addition. */
@AutoService(Rule.class)
public final class ValidateInSameTransaction implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> Alterations.has(scene.at(), AlterAction.ValidateConstraint.class))
                .flatMap(scene -> scene.worst(held(scene)).stream()
                        .map(table -> scene.hit(
                                table,
                                "VALIDATE scans for " + scene.duration()
                                        + " while an earlier statement of the same transaction still blocks "
                                        + scene.sized(table) + ".",
                                "Commit after NOT VALID; validate in a transaction of its own.")));
    }

    /** Tables this statement scans on which the transaction already holds a lock that blocks. */
    private static Stream<QualifiedName> held(Scene scene) {
        return scene.at()
                .all(Effect.ScansTable.class)
                .map(Effect.ScansTable::table)
                .filter(table -> scene.analysis()
                        .earlierInTransaction(scene.at())
                        .anyMatch(earlier -> new Scene(scene.analysis(), earlier).blocks(table)));
    }
}
