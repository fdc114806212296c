package dev.lockkeeper.rule.compatibility;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.catalog.Trigger;
import dev.lockkeeper.context.Deployment;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.RelationStatement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Running code does not know a new column: without a default its rows are NULL there, and NOT NULL refuses them. */
@AutoService(Rule.class)
public final class NewColumnNotNullWithoutDefault implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        boolean stopped = analysis.context()
                .deployment()
                .flatMap(Deployment::style)
                .map(Deployment.Style.STOP_THE_WORLD::equals)
                .orElse(false);
        Set<String> said = new HashSet<>();
        return stopped
                ? Stream.empty()
                : Scene.of(analysis)
                        .flatMap(scene -> table(scene).stream()
                                .flatMap(table -> required(scene)
                                        .flatMap(column -> table.column(column).stream())
                                        .filter(column -> leftOut(scene, table, column))
                                        .filter(column -> said.add(table.name() + "." + column.name()))
                                        .map(column -> hit(scene, table, column))));
    }

    private static Optional<Table> table(Scene scene) {
        return scene.at().statement().meaning() instanceof RelationStatement.AlterTable alter
                ? scene.at().before().table(alter.table()).filter(table -> scene.existing(table.name()))
                : Optional.empty();
    }

    /** Columns that may not be NULL in any row written from here on; NOT VALID spares old rows alone. */
    private static Stream<String> required(Scene scene) {
        return Stream.concat(
                Alterations.all(scene.at(), AlterAction.SetNotNull.class).map(AlterAction.SetNotNull::column),
                Alterations.all(scene.at(), AlterAction.AddConstraint.class)
                        .map(AlterAction.AddConstraint::constraint)
                        .filter(constraint -> !constraint.notEnforced())
                        .flatMap(constraint -> constraint.check().stream())
                        .flatMap((Expression check) ->
                                check.notNullColumns().stream().sorted()));
    }

    private static boolean leftOut(Scene scene, Table table, Column column) {
        boolean filled = scene.at().before().triggersOf(table.name()).stream()
                .map(Trigger::origin)
                .anyMatch(Origin.CREATED::equals);
        return column.origin() == Origin.CREATED
                && column.generated() == GeneratedKind.NONE
                && !column.identity()
                && !column.type().serial()
                && !column.notNull()
                && !filled
                && column.defaultValue().filter(value -> !value.isNullLiteral()).isEmpty();
    }

    private static Hit hit(Scene scene, Table table, Column column) {
        return scene.hit(
                table.name(),
                "code that is running does not know " + table.name().display() + "." + column.name()
                        + ", and the column has no default: from here on every INSERT of it into "
                        + scene.sized(table.name())
                        + " fails, and rows it wrote after the backfill make this statement fail (23502, 23514).",
                "SET DEFAULT in the statement after ADD COLUMN, before any row is filled, or deploy code that writes the"
                        + " column first.");
    }
}
