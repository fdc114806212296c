package dev.lockkeeper.rule.data;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.RelationStatement;
import java.util.stream.Stream;

/** Rows come in unchecked or unrecorded while a trigger is off, from every session. */
@AutoService(Rule.class)
public final class TriggersSwitchedOff implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> scene.at().statement().meaning() instanceof RelationStatement.AlterTable alter
                        ? scene.at().before().table(alter.table()).map(Table::name).filter(scene::existing).stream()
                                .flatMap(table -> Alterations.all(scene.at(), AlterAction.SetTriggerState.class)
                                        .filter(set -> !set.enable() && !harmless(scene, set))
                                        .map(set -> hit(scene, table, set)))
                        : Stream.empty());
    }

    /** On again in the same transaction, which lets nobody else write meanwhile and writes nothing itself. */
    private static boolean harmless(Scene scene, AlterAction.SetTriggerState off) {
        return scene.analysis()
                        .laterInTransaction(scene.at())
                        .flatMap(later -> Alterations.all(later, AlterAction.SetTriggerState.class))
                        .anyMatch(later -> later.enable() && later.trigger().equals(off.trigger()))
                && scene.analysis()
                        .laterInTransaction(scene.at())
                        .noneMatch(later -> later.has(Effect.WritesRows.class));
    }

    private static Hit hit(Scene scene, QualifiedName table, AlterAction.SetTriggerState set) {
        boolean user = set.trigger().isPresent() || ConstraintDefinition.says(set.sql(), "TRIGGER USER");
        Hit hit = scene.hit(
                table,
                user
                        ? "what "
                                + set.trigger()
                                        .map(name -> "the trigger " + name + " does")
                                        .orElse("user triggers do")
                                + " is missing for every row of " + scene.sized(table)
                                + " that any session writes until it is on again."
                        : "foreign keys of " + scene.sized(table)
                                + " are not checked until the triggers are on again, and what came in is never checked.",
                "Keep it on; give it a WHEN condition that lets this migration's rows pass.");
        return user ? hit.as(Severity.WARNING) : hit;
    }
}
