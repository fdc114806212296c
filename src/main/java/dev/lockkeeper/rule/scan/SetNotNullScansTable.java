package dev.lockkeeper.rule.scan;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.TypeStatement;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** SET NOT NULL looks for NULL in every row unless the catalog already proves that there is none. */
@AutoService(Rule.class)
public final class SetNotNullScansTable implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> scene.worst(Stream.concat(scanned(scene), proofDropped(scene))).stream()
                        .map(table -> scene.hit(table, message(scene, table), fix(scene))));
    }

    private static Stream<QualifiedName> scanned(Scene scene) {
        // The rule domain-check-scans-tables speaks of domains: no CHECK of a table proves anything to them.
        return scene.at().statement().meaning() instanceof TypeStatement.AlterDomain ? Stream.empty() : nulls(scene);
    }

    private static Stream<QualifiedName> nulls(Scene scene) {
        return scene.at()
                .all(Effect.FailsOnData.class)
                .filter(fails -> fails.sqlState().equals("23502") && !fails.certain())
                .map(Effect.FailsOnData::table)
                .filter(scene::blocks);
    }

    /** Dropping the CHECK in the same ALTER TABLE takes the proof away before it is used (measured on 12, 15, 18). */
    private static Stream<QualifiedName> proofDropped(Scene scene) {
        if (!(scene.at().statement().meaning() instanceof RelationStatement.AlterTable alter)) {
            return Stream.empty();
        }
        return scene.at().before().table(alter.table()).stream()
                .filter(table -> Alterations.all(scene.at(), AlterAction.SetNotNull.class)
                        .anyMatch(set -> !remaining(scene, table).provenNotNull(set.column())))
                .map(Table::name);
    }

    private static Table remaining(Scene scene, Table table) {
        Set<String> dropped = Alterations.all(scene.at(), AlterAction.DropConstraint.class)
                .map(AlterAction.DropConstraint::constraint)
                .collect(Collectors.toSet());
        return table.withConstraints(table.constraints().stream()
                .filter(constraint -> !dropped.contains(constraint.name()))
                .toList());
    }

    private static String message(Scene scene, QualifiedName table) {
        boolean forecast = scanned(scene).findAny().isPresent();
        return "every row of " + scene.sized(table) + " is read to prove that there is no NULL (" + scene.waiters(table)
                + (forecast ? " for " + scene.duration() : "") + ").";
    }

    private static String fix(Scene scene) {
        return scene.analysis().version().atLeast(12)
                ? "First ADD CHECK (column IS NOT NULL) NOT VALID, then VALIDATE it; SET NOT NULL then reads nothing."
                        + " Drop the CHECK in a statement of its own."
                : "Keep a validated CHECK (column IS NOT NULL) instead, until production runs PostgreSQL 12.";
    }
}
