package dev.lockkeeper.rule.hygiene;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.TransactionCommand;
import java.util.stream.Stream;

/** What was locked before a savepoint stays locked until the transaction ends. */
@AutoService(Rule.class)
public final class SavepointKeepsLocks implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> scene.at().statement().meaning() instanceof SessionStatement.TransactionControl control
                        && control.kind() == TransactionCommand.SAVEPOINT)
                .flatMap(scene -> scene.worst(heldBefore(scene)).stream()
                        .map(table -> scene.hit(
                                table,
                                "the locks on " + scene.sized(table)
                                        + " are held past this savepoint to the end of the transaction: neither RELEASE nor"
                                        + " ROLLBACK TO frees them.",
                                "COMMIT there, and begin a transaction for what follows.")));
    }

    private static Stream<QualifiedName> heldBefore(Scene scene) {
        return scene.analysis()
                .earlierInTransaction(scene.at())
                .flatMap(earlier -> new Scene(scene.analysis(), earlier).blocking().stream())
                .map(Effect.AcquiresLock::relation);
    }
}
