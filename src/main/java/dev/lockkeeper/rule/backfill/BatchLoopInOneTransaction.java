package dev.lockkeeper.rule.backfill;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.stream.Stream;

/** A loop in a function or DO block cannot commit: its batches are one transaction. */
@AutoService(Rule.class)
public final class BatchLoopInOneTransaction implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> scene.at().first(Effect.HoldsTransactionOpen.class).stream()
                        .flatMap(held ->
                                scene
                                        .worst(scene.at()
                                                .all(Effect.WritesRows.class)
                                                .map(Effect.WritesRows::table))
                                        .stream()
                                        .map(table -> scene.hit(
                                                table,
                                                "loops over " + scene.sized(table)
                                                        + " in one transaction, because a function or DO block cannot commit"
                                                        + asleep(held)
                                                        + ": every row lock and the oldest snapshot are held to the end, a"
                                                        + " failure loses all of it, and without a key to start from each batch"
                                                        + " reads again what the ones before it have done.",
                                                "Use a PROCEDURE that commits after each range of the primary key,"
                                                        + " or a runner outside the database."))));
    }

    private static String asleep(Effect.HoldsTransactionOpen held) {
        return held.milliseconds().isPresent()
                ? ", " + Forecast.human(held.milliseconds().getAsLong()) + " of it asleep"
                : "";
    }
}
