package dev.lockkeeper.rule.compatibility;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.TypeName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A column goes and one of the same type comes: a diff tool's way to say rename, and every value is lost. */
@AutoService(Rule.class)
public final class DropAndAddLooksLikeRename implements Rule {
    private record Added(QualifiedName table, ColumnDefinition column) {}

    @Override
    public Stream<Hit> check(Analysis analysis) {
        List<Added> added =
                Scene.of(analysis).flatMap(scene -> added(scene.at())).toList();
        return Scene.of(analysis)
                .flatMap(scene -> table(scene.at()).stream()
                        .filter(scene::existing)
                        .flatMap(table -> Alterations.all(scene.at(), AlterAction.DropColumn.class)
                                .flatMap(drop -> twin(scene, table, drop.column(), added).stream()
                                        .map(twin -> hit(scene, table, drop.column(), twin)))));
    }

    private static Optional<QualifiedName> table(StatementEffects at) {
        return at.statement().meaning() instanceof RelationStatement.AlterTable alter
                ? at.before().table(alter.table()).map(table -> table.name())
                : Optional.empty();
    }

    private static Stream<Added> added(StatementEffects at) {
        return table(at).stream()
                .flatMap(table ->
                        Alterations.all(at, AlterAction.AddColumn.class).map(add -> new Added(table, add.column())));
    }

    /** The one new column of the same table and type; two of them are no pair. */
    private static Optional<String> twin(Scene scene, QualifiedName table, String dropped, List<Added> added) {
        Optional<TypeName> type =
                scene.at().before().table(table).flatMap(t -> t.column(dropped)).map(Column::type);
        List<String> twins = added.stream()
                .filter(each -> each.table().equals(table)
                        && type.map(own ->
                                        own.name().equals(each.column().type().name()))
                                .orElse(false))
                .map(each -> each.column().name())
                .filter(name -> !name.equals(dropped))
                .toList();
        return twins.size() == 1 ? Optional.of(twins.getFirst()) : Optional.empty();
    }

    private static Hit hit(Scene scene, QualifiedName table, String dropped, String twin) {
        return scene.hit(
                table,
                "drops " + table.display() + "." + dropped + " and adds " + twin
                        + " of the same type: if that is a rename, every value of " + dropped + " is lost.",
                "Say RENAME COLUMN if it is one: the plan keeps the values. If it is not, put the two changes into"
                        + " two migrations.");
    }
}
