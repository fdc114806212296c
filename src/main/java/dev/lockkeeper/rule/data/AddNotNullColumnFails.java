package dev.lockkeeper.rule.data;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.stream.Stream;

/** A new NOT NULL column without a value fails on the first row; it rewrites nothing. */
@AutoService(Rule.class)
public final class AddNotNullColumnFails implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> scene.at()
                        .all(Effect.FailsOnData.class)
                        .filter(fails -> fails.certain() && fails.sqlState().equals("23502"))
                        .filter(fails -> scene.existing(fails.table()))
                        .map(fails -> scene.hit(
                                fails.table(),
                                "fails at once if " + scene.sized(fails.table()) + " has a single row: "
                                        + fails.message() + " (SQLSTATE 23502).",
                                "Say which value existing rows get: DEFAULT 'x' in the same ADD COLUMN"
                                        + " (no rewrite from PostgreSQL 11 on).")));
    }
}
