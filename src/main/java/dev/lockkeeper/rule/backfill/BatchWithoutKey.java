package dev.lockkeeper.rule.backfill;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.Words;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A batch that finds its rows by LIMIT alone reads all that are done before it. */
@AutoService(Rule.class)
public final class BatchWithoutKey implements Rule {
    private static final String INSIDE = "(?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*?";

    /** A sub-select that is cut off by a count. */
    private static final Pattern LIMITED =
            Pattern.compile("(?is)\\(\\s*(select\\b" + INSIDE + ")\\b(?:limit\\b|fetch\\s+(?:first|next)\\b)");

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> Stream.concat(written(scene), looped(scene)).limit(1));
    }

    private static Stream<Hit> written(Scene scene) {
        return BatchLoop.written(scene.at().statement().meaning())
                .flatMap(name -> scene.at().before().table(name))
                .filter(table ->
                        keyless(scene, table.name(), scene.at().statement().meaning()))
                .map(table -> hit(scene, table.name()))
                .stream();
    }

    private static Stream<Hit> looped(Scene scene) {
        // One transaction for all batches is the greater harm, and its rule says this too.
        boolean made = scene.at().statement().meaning() instanceof RoutineStatement.CreateFunction;
        return BatchLoop.of(scene)
                .filter(loop -> made || loop.commits())
                .filter(loop -> keyless(scene, loop.table(), loop.write().meaning()))
                .map(loop -> hit(scene, loop.table()));
    }

    /** A comparison with a position, or an index of the rows that are left, makes the next batch cheap. */
    private static boolean keyless(Scene scene, QualifiedName table, Statement write) {
        boolean partialIndex = scene.at().before().indexesOf(table).stream()
                .anyMatch(index -> index.where().isPresent());
        return scene.existing(table)
                && !partialIndex
                && BatchLoop.condition(write)
                        .filter(Expression::subquery)
                        .map(where -> LIMITED.matcher(Words.of(where.sql()))
                                .results()
                                .anyMatch(select -> !select.group(1).contains(">")))
                        .orElse(false);
    }

    private static Hit hit(Scene scene, QualifiedName table) {
        return scene.hit(
                table,
                "takes its batch of " + scene.sized(table)
                        + " by LIMIT without a key to start from: each batch reads again what the ones before it have"
                        + " done, and two runners take the same rows.",
                "Remember the last key: WHERE id > last ORDER BY id LIMIT n.");
    }
}
