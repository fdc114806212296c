package dev.lockkeeper.rule.locking;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Locks on two busy tables in one transaction: both queues stand still, and any other order of locking deadlocks. */
@AutoService(Rule.class)
public final class SeveralTablesLocked implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> !dropsKeys(scene.at().statement().meaning()))
                .flatMap(scene -> hit(scene).stream());
    }

    private static Optional<Hit> hit(Scene scene) {
        List<QualifiedName> own = busy(scene);
        List<QualifiedName> held =
                scene.earlier().flatMap(each -> busy(each).stream()).distinct().toList();
        List<QualifiedName> more =
                own.stream().filter(table -> !held.contains(table)).toList();
        if (more.isEmpty() || held.size() + more.size() < 2) {
            return Optional.empty();
        }
        return held.isEmpty()
                ? Optional.of(scene.hit(
                                more.getFirst(),
                                "locks " + named(scene, more) + " at once (" + scene.waiters(more.getFirst())
                                        + "): while it waits for the last of them, the queues of all of them stand"
                                        + " still, and a session that takes them in another order deadlocks (40P01).",
                                "Keep it alone in its transaction under a short lock_timeout, and retry.")
                        .as(Severity.NOTE))
                : scene.worst(more.stream())
                        .map(table -> scene.hit(
                                table,
                                "locks " + named(scene, more) + " while the transaction still holds its locks on "
                                        + named(scene, held)
                                        + ": the waits add up, and a session that takes them in another order"
                                        + " deadlocks (40P01).",
                                "Commit after each table; where they must change together, take them in the order in"
                                        + " which the application does."));
    }

    /** Existing tables that are not small, partitions under the name of their parent. */
    private static List<QualifiedName> busy(Scene scene) {
        return scene.blocked()
                .filter(table -> !scene.size(table).trivial())
                .map(table -> scene.analysis().original(scene.at(), root(scene, table)))
                .distinct()
                .toList();
    }

    private static QualifiedName root(Scene scene, QualifiedName table) {
        Optional<QualifiedName> parent = scene.at().before().table(table).flatMap(Table::partitionOf);
        return parent.map(up -> root(scene, up)).orElse(table);
    }

    private static String named(Scene scene, List<QualifiedName> tables) {
        return tables.stream().map(scene::sized).collect(Collectors.joining(" and "));
    }

    /** The rule drop-locks-referenced-table speaks of these. */
    private static boolean dropsKeys(Statement statement) {
        return statement instanceof ObjectStatement.Drop
                || (statement instanceof RelationStatement.AlterTable alter
                        && alter.actions().stream()
                                .allMatch(action -> action instanceof AlterAction.DropConstraint
                                        || action instanceof AlterAction.DropColumn));
    }
}
