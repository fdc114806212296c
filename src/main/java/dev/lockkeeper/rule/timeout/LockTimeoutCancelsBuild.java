package dev.lockkeeper.rule.timeout;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.TimeoutInForce;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import java.util.stream.Stream;

/** CONCURRENTLY waits for older transactions as for locks: lock_timeout cancels it in the middle of its work. */
@AutoService(Rule.class)
public final class LockTimeoutCancelsBuild implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> timeout(scene).millis() > 0)
                // PostgreSQL refuses it there at once: another rule's finding.
                .filter(scene -> !scene.at().transaction().inBlock())
                .flatMap(scene -> scene.worst(waited(scene)).stream()
                        .map(table -> scene.hit(
                                table,
                                "lock_timeout of "
                                        + timeout(scene).display()
                                        + ", and this waits for every transaction on "
                                        + scene.sized(table)
                                        + " that is older: one that lasts longer cancels it (55P03), and "
                                        + left(scene) + ".",
                                "SET lock_timeout = 0 before it: while it waits it blocks neither reads nor writes."
                                        + " Look for old transactions first.")));
    }

    private static TimeoutInForce timeout(Scene scene) {
        return TimeoutInForce.ofLocks(scene.analysis(), scene.at());
    }

    private static Stream<QualifiedName> waited(Scene scene) {
        return scene.at().all(Effect.WaitsForOlderTransactions.class).map(Effect.WaitsForOlderTransactions::table);
    }

    private static String left(Scene scene) {
        return Alterations.has(scene.at(), AlterAction.DetachPartition.class)
                ? "the partition stays half detached until somebody says FINALIZE"
                : "an INVALID index stays that every write pays for";
    }
}
