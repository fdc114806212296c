package dev.lockkeeper.rule.locking;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.Optional;
import java.util.stream.Stream;

/** A plain index build holds SHARE on its table from the first row to the commit. */
@AutoService(Rule.class)
public final class CreateIndexBlocksWrites implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> scene.worst(built(scene.at())).stream()
                        .map(table -> scene.hit(
                                table,
                                "building the index takes a SHARE lock on " + scene.sized(table)
                                        + ": every INSERT, UPDATE and DELETE waits for " + scene.duration() + ".",
                                "Say CONCURRENTLY, outside any transaction, and check indisvalid afterwards.")));
    }

    private static Stream<QualifiedName> built(StatementEffects at) {
        return at.all(Effect.BuildsIndex.class)
                .filter(build -> !build.concurrently())
                .map(Effect.BuildsIndex::table)
                .filter(table -> at.strongestLock(table).equals(Optional.of(LockMode.SHARE)));
    }
}
