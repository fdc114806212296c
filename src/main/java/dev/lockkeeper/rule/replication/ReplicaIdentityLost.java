package dev.lockkeeper.rule.replication;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.Persistence;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** Logical replication cannot say which row was updated. */
@AutoService(Rule.class)
public final class ReplicaIdentityLost implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Published.any(analysis)
                ? Scene.of(analysis)
                        .flatMap(scene -> switch (scene.at().statement().meaning()) {
                            case RelationStatement.AlterTable alter -> altered(scene, alter);
                            case RelationStatement.CreateTable create -> created(scene, create);
                            default -> Stream.<Hit>empty();
                        })
                : Stream.empty();
    }

    private static Stream<Hit> altered(Scene scene, RelationStatement.AlterTable alter) {
        return scene.at().before().table(alter.table()).stream()
                .filter(table -> scene.existing(table.name()) && Published.has(scene.analysis(), table.name()))
                .flatMap(table -> lost(scene, table)
                        .limit(1)
                        .map(how -> scene.hit(
                                table.name(),
                                how + " of " + scene.sized(table.name())
                                        + ", which is published: every UPDATE and DELETE on it fails from the commit on (55000).",
                                "REPLICA IDENTITY USING INDEX of another unique index first.")));
    }

    private static Stream<String> lost(Scene scene, Table table) {
        Stream<String> nothing = Alterations.all(scene.at(), AlterAction.SetReplicaIdentity.class)
                .filter(set -> ConstraintDefinition.says(set.sql(), "NOTHING"))
                .map(set -> "takes away the replica identity");
        Stream<String> key = table.primaryKey().stream()
                .filter(primary -> !keyStays(scene, table))
                .flatMap(primary -> Stream.concat(
                        Alterations.all(scene.at(), AlterAction.DropConstraint.class)
                                .filter(drop -> drop.constraint().equals(primary.name()))
                                .map(drop -> "drops the primary key"),
                        Alterations.all(scene.at(), AlterAction.DropColumn.class)
                                .filter(drop -> primary.columns().contains(drop.column()))
                                .map(drop -> "drops a column of the primary key")));
        return Stream.concat(nothing, key);
    }

    /** Another key comes, or another identity was said, before the transaction ends. */
    private static boolean keyStays(Scene scene, Table table) {
        return Stream.concat(
                        Stream.of(scene.at()),
                        Stream.concat(
                                scene.analysis().laterInTransaction(scene.at()),
                                scene.analysis().statements().stream()
                                        .filter(at -> at.statement().number()
                                                < scene.at().statement().number())))
                .filter(at -> at.statement().meaning() instanceof RelationStatement.AlterTable alter
                        && at.before().table(alter.table()).map(Table::name).equals(Optional.of(table.name())))
                .anyMatch(at -> Alterations.constraints(at)
                                .anyMatch(constraint -> constraint.kind() == ConstraintDefinition.Kind.PRIMARY_KEY)
                        || Alterations.all(at, AlterAction.SetReplicaIdentity.class)
                                .anyMatch(set -> !ConstraintDefinition.says(set.sql(), "NOTHING")));
    }

    private static Stream<Hit> created(Scene scene, RelationStatement.CreateTable create) {
        Optional<Table> table = scene.analysis().end().table(scene.at().before().forNew(create.table()));
        boolean own = create.partitionOf().isEmpty()
                && create.inherits().isEmpty()
                && create.like().isEmpty();
        return own
                        && create.persistence() == Persistence.PERMANENT
                        && Published.all(scene.analysis())
                        && table.map(found -> found.primaryKey().isEmpty()).orElse(false)
                ? Stream.of(Hit.at(
                        scene.at(),
                        create.table().display()
                                + " has no primary key and is published with all tables: UPDATE and DELETE on it fail (55000).",
                        "Give it a primary key."))
                : Stream.empty();
    }
}
