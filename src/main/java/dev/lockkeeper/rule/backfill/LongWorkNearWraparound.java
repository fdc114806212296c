package dev.lockkeeper.rule.backfill;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.stream.Stream;

/** What takes long keeps VACUUM from freezing old rows; near the limit that stops the whole database. */
@AutoService(Rule.class)
public final class LongWorkNearWraparound implements Rule {
    /** Half of what there is; autovacuum freezes at 200 million when nothing hinders it. */
    private static final long NEAR = 1_000_000_000;

    @Override
    public Stream<Hit> check(Analysis analysis) {
        long age = analysis.context().server().oldestTransactionAge().orElse(0);
        return age < NEAR
                ? Stream.empty()
                : Scene.of(analysis)
                        .flatMap(scene -> scene.worst(longWork(scene)).stream()
                                .map(table -> scene.hit(
                                        table,
                                        "works for " + scene.duration() + " on " + scene.sized(table)
                                                + " while the oldest rows of this database are "
                                                + TableSize.humanRows(age)
                                                + " transactions old: it delays the VACUUM that keeps the database open"
                                                + " (it stops at 2.1 billion).",
                                        "VACUUM (FREEZE) the oldest tables first.")))
                        .limit(1);
    }

    private static Stream<QualifiedName> longWork(Scene scene) {
        return Stream.of(
                        ManyRows.written(scene),
                        scene.at().all(Effect.RewritesTable.class).map(Effect.RewritesTable::table),
                        scene.at().all(Effect.BuildsIndex.class).map(Effect.BuildsIndex::table))
                .flatMap(tables -> tables);
    }
}
