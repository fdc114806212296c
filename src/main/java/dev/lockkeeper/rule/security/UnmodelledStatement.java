package dev.lockkeeper.rule.security;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import java.util.stream.Stream;

/** Nothing is promised about a statement whose effects are not known. */
@AutoService(Rule.class)
public final class UnmodelledStatement implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(at -> at.all(Effect.Unmodelled.class)
                        .distinct()
                        .map(unmodelled -> Hit.at(
                                at,
                                "what this does is not known to Lockkeeper, so nothing can be promised: "
                                        + unmodelled.what() + ".",
                                "Use a form that `lockkeeper effects` knows, or have a person run it apart.")));
    }
}
