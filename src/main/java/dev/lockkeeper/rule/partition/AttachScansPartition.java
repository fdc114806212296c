package dev.lockkeeper.rule.partition;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.RelationStatement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Without a CHECK that proves it, every row is looked at, under ACCESS EXCLUSIVE. */
@AutoService(Rule.class)
public final class AttachScansPartition implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> Alterations.has(scene.at(), AlterAction.AttachPartition.class))
                .flatMap(
                        scene -> scene.worst(scanned(scene)).stream()
                                .map(
                                        table -> scene.hit(
                                                table,
                                                "reads every row of " + scene.sized(table) + " for " + scene.duration()
                                                        + " ("
                                                        + scene.waiters(table)
                                                        + "), because no validated CHECK on the partition key says which rows it holds.",
                                                "ADD CHECK of the bounds NOT VALID, VALIDATE it in another transaction, then ATTACH.")));
    }

    private static Stream<QualifiedName> scanned(Scene scene) {
        List<String> key = scene.at().statement().meaning() instanceof RelationStatement.AlterTable alter
                ? scene.at()
                        .before()
                        .table(alter.table())
                        .map(Table::partitionKey)
                        .orElse(List.of())
                : List.of();
        return scene.at()
                .all(Effect.ScansTable.class)
                .map(Effect.ScansTable::table)
                .filter(table -> scene.at().strongestLock(table).equals(Optional.of(LockMode.ACCESS_EXCLUSIVE)))
                .filter(table -> !proven(scene, table, key));
    }

    /** A validated CHECK over all columns of the key; whether its bounds are the right ones shows in the dry run. */
    private static boolean proven(Scene scene, QualifiedName table, List<String> key) {
        return !key.isEmpty()
                && scene.at().before().table(table).stream()
                        .flatMap(found -> found.constraints().stream())
                        .anyMatch(constraint -> constraint.kind() == ConstraintDefinition.Kind.CHECK
                                && constraint.validated()
                                && constraint
                                        .check()
                                        .map(check -> check.columns().containsAll(key))
                                        .orElse(false));
    }
}
