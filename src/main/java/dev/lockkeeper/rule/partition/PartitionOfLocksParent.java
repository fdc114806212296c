package dev.lockkeeper.rule.partition;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.RelationStatement;
import java.util.stream.Stream;

/** CREATE TABLE … PARTITION OF takes ACCESS EXCLUSIVE on the parent. */
@AutoService(Rule.class)
public final class PartitionOfLocksParent implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> scene.at()
                        .statement()
                        .meaning()
                        .withInner()
                        .anyMatch(statement -> statement instanceof RelationStatement.CreateTable create
                                && create.partitionOf().isPresent()))
                .flatMap(scene -> scene
                        .worst(scene.blocking().stream()
                                .filter(lock -> lock.mode() == LockMode.ACCESS_EXCLUSIVE)
                                .map(Effect.AcquiresLock::relation))
                        .stream()
                        .map(table -> scene.hit(
                                table,
                                "PARTITION OF takes an ACCESS EXCLUSIVE lock on " + scene.sized(table)
                                        + ": it waits for every running query, and all reads and writes queue behind it.",
                                "CREATE TABLE … (LIKE parent) with a CHECK, then ATTACH PARTITION"
                                        + " (SHARE UPDATE EXCLUSIVE on the parent from PostgreSQL 12 on).")));
    }
}
