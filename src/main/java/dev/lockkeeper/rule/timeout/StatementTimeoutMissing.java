package dev.lockkeeper.rule.timeout;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.stream.Stream;

/** Long work under a lock that blocks, with nothing that ends it when it takes longer than was thought. */
@AutoService(Rule.class)
public final class StatementTimeoutMissing implements Rule {
    /** What is done within a second needs no bound: lock_timeout bounds the wait before it. */
    private static final long LONG_MILLIS = 1_000;

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene ->
                        scene.at().transaction().statementTimeoutMillis().orElse(0) == 0)
                .filter(scene -> worksLong(scene))
                .flatMap(scene -> scene.worst(scene.blocked()).stream()
                        .map(table -> scene.hit(
                                table,
                                "no statement_timeout is in force: while this works, " + scene.sized(table)
                                        + " is blocked (" + scene.waiters(table) + "), forecast "
                                        + scene.duration() + ", and nothing ends it when it takes longer.",
                                "SET statement_timeout to what the window allows before it; SQLSTATE 57014 then rolls"
                                        + " it back.")));
    }

    private static boolean worksLong(Scene scene) {
        return !scene.at().has(Effect.WaitsForOlderTransactions.class)
                && (!scene.at().forecast().known() || scene.at().forecast().highMillis() > LONG_MILLIS);
    }
}
