package dev.lockkeeper.rule.locking;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import java.util.stream.Stream;

/** DROP INDEX takes ACCESS EXCLUSIVE on the table of the index. */
@AutoService(Rule.class)
public final class DropIndexBlocksReads implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> scene.at().statement().meaning() instanceof ObjectStatement.Drop drop
                        && drop.kind() == ObjectKind.INDEX
                        && !drop.concurrently())
                .flatMap(scene -> scene.worst(scene.blocking().stream().map(Effect.AcquiresLock::relation)).stream()
                        .map(table -> scene.hit(
                                table,
                                "DROP INDEX takes an ACCESS EXCLUSIVE lock on " + scene.sized(table)
                                        + ": it waits for every running query, and all reads and writes queue behind it.",
                                "Say DROP INDEX CONCURRENTLY, outside any transaction.")));
    }
}
