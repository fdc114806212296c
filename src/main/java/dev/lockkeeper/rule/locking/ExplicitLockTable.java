package dev.lockkeeper.rule.locking;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.RelationStatement;
import java.util.stream.Stream;

/** LOCK TABLE is held to the commit, whatever comes in between; outside a transaction PostgreSQL refuses it. */
@AutoService(Rule.class)
public final class ExplicitLockTable implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> scene.at().statement().meaning() instanceof RelationStatement.LockTable)
                .flatMap(scene -> scene
                        .worst(scene.blocked())
                        .map(table -> scene.at().transaction().inBlock()
                                ? scene.hit(
                                        table,
                                        "LOCK TABLE keeps " + scene.sized(table) + " locked ("
                                                + scene.waiters(table) + ") until the commit, "
                                                + analysis.laterInTransaction(scene.at())
                                                        .count()
                                                + " statements later.",
                                        "Take it as the last thing before what needs it, in the weakest mode that will"
                                                + " do, and commit at once.")
                                : scene.hit(
                                                table,
                                                "PostgreSQL refuses LOCK TABLE outside a transaction block (SQLSTATE"
                                                        + " 25P01): " + scene.sized(table)
                                                        + " is not locked for the statements below.",
                                                "Put BEGIN before it and COMMIT after the statements it is for.")
                                        .as(Severity.ERROR))
                        .stream());
    }
}
