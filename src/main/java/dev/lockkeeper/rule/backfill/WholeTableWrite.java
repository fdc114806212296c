package dev.lockkeeper.rule.backfill;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.List;
import java.util.stream.Stream;

/** One statement that writes many rows locks them all until it commits. */
@AutoService(Rule.class)
public final class WholeTableWrite implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> !scene.at().has(Effect.HoldsTransactionOpen.class))
                .flatMap(scene -> scene.worst(ManyRows.written(scene)).stream()
                        .map(table -> scene.hit(
                                table,
                                "writes " + rows(scene, table) + " of " + scene.sized(table)
                                        + " in one transaction: the rows stay locked for " + scene.duration()
                                        + ", old versions cannot be vacuumed, replicas lag.",
                                "Write ranges of the primary key, each in its own transaction, with pauses.")));
    }

    private static String rows(Scene scene, QualifiedName table) {
        List<Effect.WritesRows> writes = scene.at()
                .all(Effect.WritesRows.class)
                .filter(each -> each.table().equals(table))
                .toList();
        if (writes.stream().anyMatch(Effect.WritesRows::whole)) {
            return "every row";
        }
        return writes.stream().anyMatch(each -> each.rows().isEmpty())
                ? "rows that nobody counted"
                : "about "
                        + TableSize.ofRows(writes.stream()
                                        .mapToLong(each -> each.rows().getAsLong())
                                        .max()
                                        .orElse(0))
                                .display();
    }
}
