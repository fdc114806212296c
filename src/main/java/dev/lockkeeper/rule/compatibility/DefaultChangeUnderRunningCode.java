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
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** A default is the value that running code leaves out: without it inserts fail, with another one they mean another thing. */
@AutoService(Rule.class)
public final class DefaultChangeUnderRunningCode implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> table(scene).stream()
                        .flatMap(table -> Stream.concat(dropped(scene, table), changed(scene, table))));
    }

    private static Optional<Table> table(Scene scene) {
        return scene.at().statement().meaning() instanceof RelationStatement.AlterTable alter
                ? scene.at().before().table(alter.table()).filter(table -> scene.existing(table.name()))
                : Optional.empty();
    }

    /** A column of production that has a default which code may rely on. */
    private static Stream<Column> relied(Table table, String column) {
        return table.column(column).stream()
                .filter(found -> found.origin() == Origin.EXISTING
                        && found.generated() == GeneratedKind.NONE
                        && found.defaultValue()
                                .filter(value -> !value.isNullLiteral())
                                .isPresent());
    }

    private static Stream<Hit> dropped(Scene scene, Table table) {
        return Alterations.all(scene.at(), AlterAction.DropDefault.class)
                .flatMap(drop -> relied(table, drop.column()))
                .map(column -> column.notNull()
                        ? scene.hit(
                                        table.name(),
                                        "every INSERT that leaves "
                                                + table.name().display() + "." + column.name()
                                                + " out fails with 23502 from this commit on: the column is NOT NULL"
                                                + " and loses its default "
                                                + column.defaultValue()
                                                        .map(Expression::sql)
                                                        .orElse("")
                                                + ".",
                                        "Deploy code that gives the value first; drop the default afterwards.")
                                .as(Severity.WARNING)
                        : scene.hit(
                                table.name(),
                                "rows of code that leaves " + table.name().display() + "." + column.name()
                                        + " out have NULL there from this commit on, where they had "
                                        + column.defaultValue()
                                                .map(Expression::sql)
                                                .orElse("")
                                        + ".",
                                "Deploy code that gives the value first; drop the default afterwards."));
    }

    private static Stream<Hit> changed(Scene scene, Table table) {
        return Alterations.all(scene.at(), AlterAction.SetDefault.class)
                .flatMap(set -> relied(table, set.column())
                        .filter(column -> !column.defaultValue()
                                .map(Expression::sql)
                                .equals(Optional.of(set.value().sql())))
                        .map(column -> scene.hit(
                                table.name(),
                                "the default of " + table.name().display() + "." + column.name() + " changes from "
                                        + column.defaultValue()
                                                .map(Expression::sql)
                                                .orElse("")
                                        + " to " + set.value().sql()
                                        + ": rows that are there keep the old value, and code that writes the column"
                                        + " itself goes on with its own.",
                                "Say in the deployment which rows mean what; fill old rows in a backfill if they shall"
                                        + " follow.")));
    }
}
