package dev.lockkeeper.rule.scan;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.stream.Stream;

/** SET NOT NULL looks for NULL in every row unless the catalog already proves that there is none. */
@AutoService(Rule.class)
public final class SetNotNullScansTable implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> scene
                        .worst(scene.at()
                                .all(Effect.FailsOnData.class)
                                .filter(fails -> fails.sqlState().equals("23502") && !fails.certain())
                                .map(Effect.FailsOnData::table)
                                .filter(scene::blocks))
                        .stream()
                        .map(table -> scene.hit(
                                table,
                                "every row of " + scene.sized(table) + " is read to prove that there is no NULL ("
                                        + scene.waiters(table) + " for " + scene.duration() + ").",
                                analysis.version().atLeast(12)
                                        ? "First ADD CHECK (column IS NOT NULL) NOT VALID, then VALIDATE it; "
                                                + "SET NOT NULL then reads nothing."
                                        : "Keep a validated CHECK (column IS NOT NULL) instead, until production runs "
                                                + "PostgreSQL 12.")));
    }
}
