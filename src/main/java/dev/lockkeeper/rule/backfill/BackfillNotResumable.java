package dev.lockkeeper.rule.backfill;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.Words;
import java.util.stream.Stream;

/** A loop that commits, keeps no position, and does not see which rows are done. */
@AutoService(Rule.class)
public final class BackfillNotResumable implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(
                        scene -> BatchLoop.of(scene)
                                .filter(loop -> loop.commits() && !leavesOutDone(loop) && !remembers(loop))
                                .limit(1)
                                .map(
                                        loop -> scene.hit(
                                                loop.table(),
                                                "after a failure this begins anew with the first row of "
                                                        + scene.sized(loop.table())
                                                        + ": it keeps no position, and rows that are done look like the others.",
                                                "Add what tells finished rows (WHERE new_column IS NULL), or keep the last key in a table.")));
    }

    /** Deleted rows are gone; updated ones must differ in a column that the loop writes. */
    private static boolean leavesOutDone(BatchLoop loop) {
        return switch (loop.write().meaning()) {
            case DataStatement.Update update ->
                update.where()
                        .map(where -> update.columns().stream()
                                .anyMatch(column -> Words.names(where.sql()).contains(column)))
                        .orElse(false);
            default -> true;
        };
    }

    private static boolean remembers(BatchLoop loop) {
        return loop.body().statements().stream()
                .filter(statement -> statement.loopDepth() > 0)
                .anyMatch(statement -> statement.meaning() instanceof DataStatement.Insert
                        || BatchLoop.written(statement.meaning())
                                .map(table -> !table.name().equals(loop.table().name()))
                                .orElse(false));
    }
}
