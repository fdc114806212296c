package dev.lockkeeper.rule.data;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.context.Deployment;
import dev.lockkeeper.context.Deployment.Invariant;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.Expression;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The business has said what a column must hold, and the migration says something else. */
@AutoService(Rule.class)
public final class BreaksDeclaredInvariant implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        List<Invariant> invariants =
                analysis.context().deployment().map(Deployment::invariants).orElse(List.of());
        return invariants.isEmpty()
                ? Stream.empty()
                : Scene.of(analysis)
                        .flatMap(scene -> Stream.concat(defaults(scene, invariants), nulls(scene, invariants)));
    }

    private static Stream<Hit> defaults(Scene scene, List<Invariant> invariants) {
        return Defaults.in(scene)
                .flatMap(given -> about(invariants, given.table(), given.column())
                        .flatMap(invariant -> contradiction(given, invariant).stream()
                                .map(what -> hit(scene, given.table(), given.column(), what, invariant))));
    }

    private static Optional<String> contradiction(Defaults.Given given, Invariant invariant) {
        Optional<String> wanted = invariant.defaultValue();
        Optional<String> found = given.value().map(Expression::sql);
        if (wanted.isPresent()
                && !found.map(Defaults::constant).equals(wanted.map(Defaults::constant))
                && (found.isPresent() || given.added())) {
            return Optional.of("gets " + found.map(sql -> "the default " + sql).orElse("no default") + " where "
                    + wanted.get() + " is declared");
        }
        boolean literal = given.value().map(Expression::literal).orElse(false);
        return literal
                        && !invariant.allowedValues().isEmpty()
                        && !invariant.allowedValues().contains(Defaults.constant(found.orElse("")))
                ? Optional.of("gets the default " + found.orElse("") + ", which is none of "
                        + String.join(", ", invariant.allowedValues()))
                : Optional.empty();
    }

    /** NULL is never right, and the column allows it: because NOT NULL goes, or was never given to a new column. */
    private static Stream<Hit> nulls(Scene scene, List<Invariant> invariants) {
        return Defaults.table(scene).stream()
                .flatMap(table -> Stream.concat(
                                Alterations.all(scene.at(), AlterAction.DropNotNull.class)
                                        .map(AlterAction.DropNotNull::column),
                                Alterations.all(scene.at(), AlterAction.AddColumn.class)
                                        .map(add -> add.column().name()))
                        .filter(column -> nullable(scene.analysis(), table, column))
                        .flatMap(column -> about(invariants, table, column)
                                .filter(Invariant::neverNull)
                                .map(invariant -> hit(scene, table, column, "may be NULL in the end", invariant))));
    }

    private static boolean nullable(Analysis analysis, QualifiedName table, String column) {
        return !analysis.end()
                .table(table)
                .flatMap(end -> end.column(column).map(Column::notNull))
                .orElse(true);
    }

    private static Stream<Invariant> about(List<Invariant> invariants, QualifiedName table, String column) {
        return invariants.stream()
                .filter(invariant -> invariant.table().inSchema("public").equals(table)
                        && invariant.column().map(column::equals).orElse(false));
    }

    private static Hit hit(Scene scene, QualifiedName table, String column, String what, Invariant invariant) {
        return scene.hit(
                table,
                table.display() + "." + column + " " + what + " (\"" + invariant.rule() + "\").",
                "Follow the declared rule, or have its owner change the declaration; no value is invented here.");
    }
}
