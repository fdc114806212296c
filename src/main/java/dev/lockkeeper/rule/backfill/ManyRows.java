package dev.lockkeeper.rule.backfill;

import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.DataStatement;
import java.util.stream.Stream;

/** Which tables a statement writes many rows of; an uncounted number is many. */
final class ManyRows {
    private ManyRows() {}

    static Stream<QualifiedName> written(Scene scene) {
        return scene.at().statement().meaning() instanceof DataStatement.Insert
                ? Stream.empty()
                : scene.at()
                        .all(Effect.WritesRows.class)
                        .filter(ManyRows::many)
                        .map(Effect.WritesRows::table)
                        .filter(scene::existing);
    }

    private static boolean many(Effect.WritesRows writes) {
        boolean inserts = writes.why().equals("INSERT");
        return !inserts
                && (writes.whole()
                        || writes.rows().isEmpty()
                        || !TableSize.ofRows(writes.rows().getAsLong()).trivial());
    }
}
