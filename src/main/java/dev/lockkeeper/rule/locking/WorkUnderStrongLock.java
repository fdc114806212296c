package dev.lockkeeper.rule.locking;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.DataStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** A lock is kept to the commit: whatever works for long after it in the transaction works under it. */
@AutoService(Rule.class)
public final class WorkUnderStrongLock implements Rule {
    /** What takes less than a second under a lock is a queue that clears by itself. */
    private static final long LONG_MILLIS = 1_000;

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> (worksLong(scene.at()) || copies(scene)) && !ofAnotherRule(scene.at()))
                .flatMap(scene -> scene
                        .worst(scene.earlier().flatMap(Scene::blocked).filter(table -> weaker(scene, table)))
                        .map(table -> hit(scene, table))
                        .stream());
    }

    private static Hit hit(Scene scene, QualifiedName table) {
        boolean uncounted = !worksLong(scene.at());
        Hit hit = scene.hit(
                table,
                (uncounted ? "copies rows that nobody counted" : "works for " + scene.duration())
                        + " while an earlier statement of the same transaction holds "
                        + held(scene, table).map(LockMode::sql).orElse("a lock") + " on " + scene.sized(table) + ": "
                        + held(scene, table).map(Scene::who).orElse("others") + " wait until the commit.",
                "Commit before it, or run it first: the statement with the strong lock comes last.");
        return uncounted ? hit.as(Severity.WARNING) : hit;
    }

    /** INSERT … SELECT from a table that is not small: how many rows that is stands in no statistics. */
    private static boolean copies(Scene scene) {
        return scene.at().statement().meaning() instanceof DataStatement.Insert insert
                && insert.reads().stream()
                        .flatMap(name -> scene.at().before().table(name).stream())
                        .anyMatch(table -> !scene.size(table.name()).trivial());
    }

    private static boolean worksLong(StatementEffects at) {
        return !at.forecast().known() || at.forecast().highMillis() > LONG_MILLIS;
    }

    /** Validation and rows written under ACCESS EXCLUSIVE have rules of their own. */
    private static boolean ofAnotherRule(StatementEffects at) {
        boolean inserts = at.statement().meaning() instanceof DataStatement.Insert;
        return Alterations.has(at, AlterAction.ValidateConstraint.class)
                || at.has(Effect.HoldsTransactionOpen.class)
                || (at.has(Effect.WritesRows.class) && !inserts);
    }

    /** The statement's own lock on the table hinders fewer than the one that is held already. */
    private static boolean weaker(Scene scene, QualifiedName table) {
        Optional<LockMode> own = scene.at().strongestLock(table);
        return held(scene, table)
                .filter(mode -> own.map(weak -> weak.compareTo(mode) < 0).orElse(true))
                .isPresent();
    }

    private static Optional<LockMode> held(Scene scene, QualifiedName table) {
        return scene.earlier()
                .flatMap(each -> each.at().strongestLock(table).stream())
                .max(LockMode::compareTo);
    }
}
