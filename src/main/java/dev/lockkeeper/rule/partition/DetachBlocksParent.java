package dev.lockkeeper.rule.partition;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** Plain DETACH waits for every query on any partition, and everybody waits behind it. */
@AutoService(Rule.class)
public final class DetachBlocksParent implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> scene.at().statement().meaning() instanceof RelationStatement.AlterTable
                        && Alterations.all(scene.at(), AlterAction.DetachPartition.class)
                                .anyMatch(detach -> !detach.concurrently() && !detach.finishing()))
                .flatMap(scene -> parent(scene).stream()
                        .map(parent -> scene.hit(
                                parent,
                                "detaches a partition of " + scene.sized(parent) + " (" + scene.waiters(parent)
                                        + "): the wait is as long as the longest query on any partition.",
                                "DETACH PARTITION … CONCURRENTLY, outside a transaction.")));
    }

    private static Optional<QualifiedName> parent(Scene scene) {
        return scene.at().statement().meaning() instanceof RelationStatement.AlterTable alter
                ? scene.at()
                        .before()
                        .table(alter.table())
                        .map(Table::name)
                        .filter(scene::existing)
                        .filter(scene::blocks)
                : Optional.empty();
    }
}
