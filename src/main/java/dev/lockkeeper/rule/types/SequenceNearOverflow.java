package dev.lockkeeper.rule.types;

import com.google.auto.service.AutoService;
import dev.lockkeeper.context.ServerFacts.SequenceFacts;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import java.util.Locale;
import java.util.stream.Stream;

/** The key of a table that is changed anyway will run out soon: now is the time to say so. */
@AutoService(Rule.class)
public final class SequenceNearOverflow implements Rule {
    /** A year is what the online change of a key type of a large table takes to plan, build and finish. */
    private static final double NEAR_DAYS = 365;

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.context().server().sequences().stream()
                .filter(facts -> facts.daysToOverflow().orElse(Double.MAX_VALUE) <= NEAR_DAYS)
                .flatMap(facts -> facts.table().stream().flatMap(table -> first(analysis, table, facts)));
    }

    private static Stream<Hit> first(Analysis analysis, QualifiedName table, SequenceFacts facts) {
        QualifiedName resolved = table.inSchema("public");
        return Scene.of(analysis)
                .filter(scene -> scene.at()
                        .all(Effect.AcquiresLock.class)
                        .anyMatch(lock -> lock.relation().equals(resolved)))
                .filter(scene -> !widens(scene, facts))
                .limit(1)
                .map(scene -> scene.hit(
                        resolved,
                        "the sequence " + facts.sequence().display() + " that fills " + table.display()
                                + facts.column().map(column -> "." + column).orElse("")
                                + facts.columnType()
                                        .map(type -> " (" + type + ")")
                                        .orElse("")
                                + " reaches its limit in "
                                + String.format(
                                        Locale.ROOT,
                                        "%.0f days",
                                        facts.daysToOverflow().orElse(0))
                                + " at today's rate; from then on every INSERT fails with 22003 or 2200H.",
                        "Plan the change of the key to bigint now, and the sequence's own type with it."));
    }

    private static boolean widens(Scene scene, SequenceFacts facts) {
        return Alterations.all(scene.at(), AlterAction.AlterType.class)
                .anyMatch(alter -> facts.column().map(alter.column()::equals).orElse(false)
                        && alter.type().name().equals("int8"));
    }
}
