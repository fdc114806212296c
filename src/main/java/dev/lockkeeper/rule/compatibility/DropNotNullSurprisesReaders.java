package dev.lockkeeper.rule.compatibility;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** Code that never met a NULL in a column meets the first one, and the way back needs all of them gone. */
@AutoService(Rule.class)
public final class DropNotNullSurprisesReaders implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> table(scene).stream()
                        .flatMap(table -> Alterations.all(scene.at(), AlterAction.DropNotNull.class)
                                .flatMap(drop -> table.column(drop.column()).stream())
                                .filter(column -> column.notNull() && column.origin() == Origin.EXISTING)
                                .map(column -> hit(scene, table, column))));
    }

    private static Optional<Table> table(Scene scene) {
        return scene.at().statement().meaning() instanceof RelationStatement.AlterTable alter
                ? scene.at().before().table(alter.table()).filter(table -> scene.existing(table.name()))
                : Optional.empty();
    }

    private static Hit hit(Scene scene, Table table, Column column) {
        return scene.hit(
                table.name(),
                table.name().display() + "." + column.name()
                        + " may be NULL from this commit on, and code that is running takes a value for granted; going"
                        + " back reads " + scene.sized(table.name()) + " and fails at the first NULL (23502).",
                "Deploy readers that know NULL first; then drop NOT NULL, then deploy code that writes it.");
    }
}
