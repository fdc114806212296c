package dev.lockkeeper.rule.compatibility;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.effect.Usage;
import dev.lockkeeper.effect.UsageEvidence;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** What is dropped may still be read: by a query that runs once a week, a view, a routine, a job. */
@AutoService(Rule.class)
public final class DropStillInUse implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> drops(scene.at()))
                .flatMap(scene -> scene.at()
                        .all(Effect.BreaksRunningCode.class)
                        .filter(breaks -> scene.existing(breaks.relation()) && !madeAgain(scene, breaks))
                        .flatMap(breaks -> hit(scene, breaks).stream()));
    }

    /** A view that is made again in the same transaction is never gone for anybody. */
    private static boolean madeAgain(Scene scene, Effect.BreaksRunningCode breaks) {
        return scene.analysis()
                .laterInTransaction(scene.at())
                .anyMatch(later -> later.statement().meaning() instanceof RelationStatement.CreateView create
                        && later.before().forNew(create.view()).equals(breaks.relation()));
    }

    private static boolean drops(StatementEffects at) {
        return at.statement().meaning() instanceof ObjectStatement.Drop
                || Alterations.has(at, AlterAction.DropColumn.class);
    }

    /** A view or routine that goes and comes back in the same script, to get another definition, was not given up. */
    private static boolean replaced(Scene scene, Effect.BreaksRunningCode breaks) {
        return breaks.column().isEmpty()
                && (scene.analysis().end().view(breaks.relation()).isPresent()
                        || !scene.analysis().end().functions(breaks.relation()).isEmpty());
    }

    private static Optional<Hit> hit(Scene scene, Effect.BreaksRunningCode breaks) {
        Usage usage = new UsageEvidence(scene.analysis().context(), scene.at().before())
                .of(breaks.relation(), breaks.column());
        String object = breaks.relation().display()
                + breaks.column().map(column -> "." + column).orElse("");
        if (usage.known()) {
            return Optional.of(scene.hit(
                    breaks.relation(),
                    object + " is still used by " + usage.display() + ": " + breaks.why() + ".",
                    "Deploy code that does not use it, watch one business cycle, then drop it."));
        }
        String gap = usage.gap(Usage.BUSINESS_CYCLE_DAYS);
        return gap.isEmpty() || replaced(scene, breaks)
                ? Optional.empty()
                : Optional.of(scene.hit(
                                breaks.relation(),
                                "nobody can say whether " + object + " is still used: " + gap + ".",
                                "Give usage evidence of one business cycle in the context (workload, usage_coverage).")
                        .as(Severity.WARNING));
    }
}
