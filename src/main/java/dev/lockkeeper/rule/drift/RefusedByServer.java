package dev.lockkeeper.rule.drift;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import java.util.stream.Stream;

/** PostgreSQL refuses the statement in this schema or on this major. */
@AutoService(Rule.class)
public final class RefusedByServer implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(
                        at -> at.all(Effect.Refused.class)
                                .distinct()
                                .map(
                                        refused -> Hit.at(
                                                at,
                                                "PostgreSQL " + analysis.version() + " refuses it: " + refused.message()
                                                        + " (SQLSTATE " + refused.sqlState() + ").",
                                                analysis.start()
                                                                .tables()
                                                                .findAny()
                                                                .isEmpty()
                                                        ? "No schema is known: give one with the context, or correct the name."
                                                        : "Correct the statement, or capture production's schema again if it has changed.")));
    }
}
