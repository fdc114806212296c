package dev.lockkeeper.rule.compatibility;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.PrivilegeStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** An owner's rights are not granted to it: with the ownership they go, and its sessions fail. */
@AutoService(Rule.class)
public final class OwnerChangeTakesRights implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis).flatMap(scene -> owner(scene.at()).flatMap(owner -> hit(scene, owner)).stream());
    }

    private static Optional<String> owner(StatementEffects at) {
        return switch (at.statement().meaning()) {
            case ObjectStatement.SetOwner set -> Optional.of(set.owner());
            case PrivilegeStatement.ReassignOwned reassign -> Optional.of(reassign.newRole());
            default ->
                Alterations.all(at, AlterAction.SetOwner.class)
                        .map(AlterAction.SetOwner::owner)
                        .findFirst();
        };
    }

    private static Optional<Hit> hit(Scene scene, String owner) {
        return scene.worst(locked(scene))
                .map(relation -> scene.hit(
                        relation,
                        relation.display() + " goes to " + owner + " (" + scene.waiters(relation)
                                + "): what its owner could do without a grant the former owner cannot do any more, and"
                                + " code that connects as it fails with 42501.",
                        "GRANT the former owner what it needs in the same transaction."));
    }

    private static Stream<QualifiedName> locked(Scene scene) {
        return scene.at().all(Effect.AcquiresLock.class).map(Effect.AcquiresLock::relation);
    }
}
