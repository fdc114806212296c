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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A batch that finds its rows by LIMIT alone reads all that are done before it. */
@AutoService(Rule.class)
public final class BatchWithoutKey implements Rule {
    private static final Pattern SUB_SELECT = Pattern.compile("(?i)\\(\\s*(?=select\\b)");
    private static final Pattern BRACKET_OR_LIMIT =
            Pattern.compile("(?i)[()]|\\blimit\\b|\\bfetch\\s+(?:first|next)\\b");

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

    /** Each sub-select that a count cuts off, up to that count. */
    private static Stream<String> limited(String sql) {
        return SUB_SELECT.matcher(sql).results().flatMap(select -> beforeLimit(sql, select.end()).stream());
    }

    private static Optional<String> beforeLimit(String sql, int start) {
        Matcher token = BRACKET_OR_LIMIT.matcher(sql).region(start, sql.length());
        int depth = 0;
        while (depth >= 0 && token.find()) {
            switch (token.group()) {
                case "(" -> depth++;
                case ")" -> depth--;
                default -> {
                    if (depth == 0) {
                        return Optional.of(sql.substring(start, token.start()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** A comparison with a position, or an index of the rows that are left, makes the next batch cheap. */
    private static boolean keyless(Scene scene, QualifiedName table, Statement write) {
        boolean partialIndex = scene.at().before().indexesOf(table).stream()
                .anyMatch(index -> index.where().isPresent());
        return scene.existing(table)
                && !partialIndex
                && BatchLoop.condition(write)
                        .filter(Expression::subquery)
                        .map(where -> limited(Words.of(where.sql())).anyMatch(select -> !select.contains(">")))
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
