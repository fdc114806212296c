package dev.lockkeeper.rule.transaction;

import com.google.auto.service.AutoService;
import dev.lockkeeper.context.Session;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.rule.Severity;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** CONCURRENTLY waits for every transaction that is older than itself, whatever tables that one is about. */
@AutoService(Rule.class)
public final class OldTransactionStallsBuild implements Rule {
    /** A transaction of a minute is nothing that ends by itself soon. */
    private static final long OLD_MILLIS = 60_000;

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> scene.at()
                        .all(Effect.WaitsForOlderTransactions.class)
                        .map(Effect.WaitsForOlderTransactions::table)
                        .filter(scene::existing)
                        .limit(1)
                        .flatMap(table -> hit(scene, table).stream()));
    }

    private static Optional<Hit> hit(Scene scene, QualifiedName table) {
        long prepared =
                scene.analysis().context().server().preparedTransactions().orElse(0);
        if (prepared > 0) {
            return Optional.of(scene.hit(
                            table,
                            "waits for every older transaction, and " + prepared
                                    + " prepared transactions are open (pg_prepared_xacts), which end only by COMMIT"
                                    + " PREPARED or ROLLBACK PREPARED: until then the work on "
                                    + scene.sized(table) + " does not finish.",
                            "End the prepared transactions first.")
                    .as(Severity.WARNING));
        }
        return scene.analysis().context().sessions().stream()
                .filter(session -> session.durationMillis() >= OLD_MILLIS)
                .max(Comparator.comparingLong(Session::durationMillis))
                .map(session -> scene.hit(
                        table,
                        "waits for every older transaction, and one was open for "
                                + Forecast.human(session.durationMillis()) + " when the context was captured ("
                                + session.state()
                                + session.application()
                                        .map(name -> ", application " + name)
                                        .orElse("")
                                + "): until it ends the work on " + scene.sized(table)
                                + " does not finish, and vacuum and other schema changes of the table wait with it.",
                        "Look at pg_stat_activity for the oldest xact_start before it is run, and end what is idle in"
                                + " transaction."));
    }
}
