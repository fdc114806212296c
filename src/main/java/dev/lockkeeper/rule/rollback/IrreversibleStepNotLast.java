package dev.lockkeeper.rule.rollback;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import java.util.stream.Stream;

/** What cannot be taken back stands before statements that can fail. */
@AutoService(Rule.class)
public final class IrreversibleStepNotLast implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> drops(scene.at()) && moreWork(scene))
                .flatMap(
                        scene ->
                                scene
                                        .worst(scene.at()
                                                .all(Effect.DestroysData.class)
                                                .map(Effect.DestroysData::relation))
                                        .stream()
                                        .map(
                                                table -> scene.hit(
                                                        table,
                                                        "destroys contents of " + scene.sized(table)
                                                                + ", and statements that may fail come after it: then there is no way back.",
                                                        "Put it last, in a migration of its own, after the others have proven themselves.")));
    }

    private static boolean drops(StatementEffects at) {
        return switch (at.statement().meaning()) {
            case ObjectStatement.Drop drop -> true;
            case RelationStatement.Truncate truncate -> true;
            case RelationStatement.AlterTable alter -> Alterations.has(at, AlterAction.DropColumn.class);
            default -> false;
        };
    }

    /** Something later touches an existing table and destroys nothing itself. */
    private static boolean moreWork(Scene scene) {
        return Scene.of(scene.analysis())
                .filter(later ->
                        later.at().statement().number() > scene.at().statement().number())
                .filter(later -> !later.at().has(Effect.DestroysData.class))
                .anyMatch(later -> !later.blocking().isEmpty()
                        || later.at().all(Effect.WritesRows.class).anyMatch(writes -> later.existing(writes.table())));
    }
}
