package dev.lockkeeper.rule.backfill;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.stream.Stream;

/** Rows that are written after ALTER TABLE in one transaction are written under its lock. */
@AutoService(Rule.class)
public final class BackfillWithSchemaChange implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> ManyRows.written(scene).findAny().isPresent()
                        || scene.at().has(Effect.HoldsTransactionOpen.class))
                .flatMap(scene -> scene.worst(lockedBefore(scene)).stream()
                        .map(table -> scene.hit(
                                table,
                                "an earlier statement of the same transaction holds ACCESS EXCLUSIVE on "
                                        + scene.sized(table) + ": reads and writes wait until these rows are written ("
                                        + scene.duration() + ").",
                                "Commit the schema change first; fill rows in batches of their own.")));
    }

    private static Stream<QualifiedName> lockedBefore(Scene scene) {
        return scene.analysis()
                .earlierInTransaction(scene.at())
                .flatMap(earlier -> new Scene(scene.analysis(), earlier).blocking().stream())
                .filter(lock -> lock.mode() == LockMode.ACCESS_EXCLUSIVE)
                .map(Effect.AcquiresLock::relation);
    }
}
