package dev.lockkeeper.rule.replication;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** Rows go to the subscriber, the new shape of the table does not. */
@AutoService(Rule.class)
public final class SchemaChangeNotReplicated implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Published.any(analysis)
                ? Scene.of(analysis)
                        .flatMap(
                                scene -> changed(scene).stream()
                                        .filter(scene::existing)
                                        .flatMap(
                                                table -> Published.explicit(analysis, table).stream()
                                                        .map(
                                                                publication -> scene.hit(
                                                                        table,
                                                                        "changes columns of " + scene.sized(table)
                                                                                + ", which the publication "
                                                                                + publication
                                                                                + " sends: the subscriber does not get the change, and its apply worker stops"
                                                                                + " at the first row that does not fit.",
                                                                        adds(scene)
                                                                                ? "Add the column on the subscriber first."
                                                                                : "Change the subscriber in the same order: widen first, drop last."))))
                : Stream.empty();
    }

    private static Optional<QualifiedName> changed(Scene scene) {
        return switch (scene.at().statement().meaning()) {
            case RelationStatement.AlterTable alter ->
                Alterations.has(scene.at(), AlterAction.AddColumn.class)
                                || Alterations.has(scene.at(), AlterAction.DropColumn.class)
                                || Alterations.has(scene.at(), AlterAction.AlterType.class)
                        ? scene.at().before().table(alter.table()).map(Table::name)
                        : Optional.<QualifiedName>empty();
            case ObjectStatement.Rename rename ->
                rename.kind() == ObjectKind.TABLE || rename.kind() == ObjectKind.COLUMN
                        ? scene.at().before().table(rename.object()).map(Table::name)
                        : Optional.<QualifiedName>empty();
            default -> Optional.<QualifiedName>empty();
        };
    }

    private static boolean adds(Scene scene) {
        return Alterations.has(scene.at(), AlterAction.AddColumn.class)
                && !Alterations.has(scene.at(), AlterAction.DropColumn.class);
    }
}
