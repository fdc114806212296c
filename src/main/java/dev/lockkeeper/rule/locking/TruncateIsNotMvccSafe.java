package dev.lockkeeper.rule.locking;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.RelationStatement;
import java.util.stream.Stream;

/** TRUNCATE takes ACCESS EXCLUSIVE, and transactions with an older snapshot find the table empty afterwards. */
@AutoService(Rule.class)
public final class TruncateIsNotMvccSafe implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> scene.at().statement().meaning() instanceof RelationStatement.Truncate)
                .flatMap(scene -> scene
                        .worst(scene.blocked())
                        .map(table -> scene.hit(
                                table,
                                "TRUNCATE of " + scene.sized(table)
                                        + " waits for every running query (ACCESS EXCLUSIVE), and a transaction whose"
                                        + " snapshot is older sees no rows afterwards instead of the old ones: a report"
                                        + " or pg_dump that is under way reads an empty table.",
                                "DELETE in ranges of the primary key, or drop a partition; TRUNCATE only what nobody"
                                        + " reads any more."))
                        .stream());
    }
}
