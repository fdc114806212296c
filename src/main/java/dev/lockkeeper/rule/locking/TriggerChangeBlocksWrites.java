package dev.lockkeeper.rule.locking;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction.SetTriggerState;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RoutineStatement;
import java.util.stream.Stream;

/** Triggers come, go and change state under locks that stop writers. */
@AutoService(Rule.class)
public final class TriggerChangeBlocksWrites implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> changes(scene.at()))
                .flatMap(scene -> scene.worst(scene.blocked()).map(table -> hit(scene, table)).stream());
    }

    private static boolean changes(StatementEffects at) {
        return switch (at.statement().meaning()) {
            case RoutineStatement.CreateTrigger create -> true;
            case ObjectStatement.Drop drop -> drop.kind() == ObjectKind.TRIGGER;
            default -> Alterations.has(at, SetTriggerState.class);
        };
    }

    private static Hit hit(Scene scene, QualifiedName table) {
        return scene.hit(
                table,
                "a trigger of " + scene.sized(table) + " changes (" + scene.waiters(table) + " until the commit).",
                "Keep it alone in its transaction under a short lock_timeout.");
    }
}
