package dev.lockkeeper.rule.timeout;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.effect.TimeoutInForce;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import java.util.stream.Stream;

/** A statement_timeout cancels a concurrent build or a validation half-way. */
@AutoService(Rule.class)
public final class StatementTimeoutCancelsBuild implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> cancelled(scene))
                .flatMap(scene -> scene
                        .worst(scene.at()
                                .all(Effect.AcquiresLock.class)
                                .filter(lock -> lock.mode() == LockMode.SHARE_UPDATE_EXCLUSIVE)
                                .map(Effect.AcquiresLock::relation))
                        .stream()
                        .map(table -> scene.hit(
                                table,
                                "statement_timeout of " + timeout(scene).display() + ", but on "
                                        + scene.sized(table) + " this works for " + scene.duration()
                                        + (waits(scene.at())
                                                ? " and waits for every older transaction; cancelled, it leaves an"
                                                        + " INVALID index behind."
                                                : "; cancelled, its scan is thrown away."),
                                "SET statement_timeout = 0 before it, and set it back afterwards.")));
    }

    private static boolean cancelled(Scene scene) {
        StatementEffects at = scene.at();
        long timeout = timeout(scene).millis();
        boolean builds = waits(at) || Alterations.has(at, AlterAction.ValidateConstraint.class);
        boolean tooShort = !at.forecast().known() || at.forecast().highMillis() > timeout;
        return builds && timeout > 0 && tooShort;
    }

    private static boolean waits(StatementEffects at) {
        return at.has(Effect.WaitsForOlderTransactions.class);
    }

    private static TimeoutInForce timeout(Scene scene) {
        return TimeoutInForce.ofStatement(scene.analysis(), scene.at());
    }
}
