package dev.lockkeeper.rule.backfill;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.Statement;
import java.util.Optional;
import java.util.stream.Stream;

/** A new column is filled for the rows that are there, while nothing fills it for those that come. */
@AutoService(Rule.class)
public final class BackfillRacesWithWrites implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> written(scene)
                        .flatMap(update -> table(scene, update).stream()
                                .flatMap(table -> update.columns().stream()
                                        .filter(column -> unfilled(analysis, table, column))
                                        .limit(1)
                                        .map(column -> hit(scene, table, column)))));
    }

    private static Stream<DataStatement.Update> written(Scene scene) {
        Stream<Statement> inLoops = BatchLoop.of(scene).map(loop -> loop.write().meaning());
        return Stream.concat(Stream.of(scene.at().statement().meaning()), inLoops)
                .filter(DataStatement.Update.class::isInstance)
                .map(DataStatement.Update.class::cast)
                .limit(1);
    }

    private static Optional<QualifiedName> table(Scene scene, DataStatement.Update update) {
        return scene.at().before().table(update.table()).map(Table::name).filter(scene::existing);
    }

    /** Added by this script, without a default at its end, in a table that no trigger of this script keeps. */
    private static boolean unfilled(Analysis analysis, QualifiedName table, String name) {
        boolean added = analysis.start().table(table).isPresent()
                && analysis.start().table(table).flatMap(t -> t.column(name)).isEmpty();
        Optional<Column> column = analysis.end().table(table).flatMap(t -> t.column(name));
        return added
                && column.map(c -> c.defaultValue().isEmpty() && !c.identity()).orElse(false)
                && analysis.end().triggersOf(table).stream().noneMatch(trigger -> trigger.origin() == Origin.CREATED);
    }

    private static Hit hit(Scene scene, QualifiedName table, String column) {
        return scene.hit(
                table,
                "fills " + table.display() + "." + column + " for the rows of now ("
                        + scene.size(table).display()
                        + "), but rows that running code inserts meanwhile have NULL there: the column has no default and"
                        + " no trigger.",
                "Give it a default, or a trigger that writes it, before the backfill.");
    }
}
