package dev.lockkeeper.rule.timeout;

import com.google.auto.service.AutoService;
import dev.lockkeeper.context.Deployment;
import dev.lockkeeper.context.WeeklyHours;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.Optional;
import java.util.stream.Stream;

/** Work that blocks and does not fit into the declared deploy window runs into the hours that the window keeps free. */
@AutoService(Rule.class)
public final class LongerThanDeployWindow implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        Optional<WeeklyHours> window = analysis.context().deployment().flatMap(Deployment::deployWindow);
        return window.stream()
                .flatMap(hours -> Scene.of(analysis)
                        .flatMap(scene -> hit(scene, hours.longest().toMillis()).stream()));
    }

    private static Optional<Hit> hit(Scene scene, long longestMillis) {
        Forecast forecast = scene.at().forecast();
        return forecast.known() && forecast.highMillis() > longestMillis
                ? scene.worst(scene.blocking().stream().map(Effect.AcquiresLock::relation))
                        .map(table -> scene.hit(
                                table,
                                "may block " + scene.sized(table) + " for " + forecast.display() + " ("
                                        + scene.waiters(table) + "), and the longest deploy window is "
                                        + Forecast.human(longestMillis) + ".",
                                "Use a form that does not block, split the work, or declare a longer window."))
                : Optional.empty();
    }
}
