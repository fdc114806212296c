package dev.lockkeeper.rule.timeout;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.TransactionState;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.SessionStatement;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** When the client stops between the statement that locks and COMMIT, only a timeout of the server lets go of the lock. */
@AutoService(Rule.class)
public final class IdleTransactionUnbounded implements Rule {
    private static final Set<String> BOUNDS = Set.of("idle_in_transaction_session_timeout", "transaction_timeout");

    @Override
    public Stream<Hit> check(Analysis analysis) {
        boolean unbounded = BOUNDS.stream()
                .allMatch(name ->
                        analysis.context().setting(name).map("0"::equals).orElse(true));
        boolean known = analysis.context()
                .setting("idle_in_transaction_session_timeout")
                .isPresent();
        return unbounded && known && !said(analysis)
                ? Scene.of(analysis)
                        .filter(scene -> scene.at().transaction().kind() == TransactionState.Kind.EXPLICIT
                                && scene.earlier()
                                        .flatMap(Scene::blocked)
                                        .findAny()
                                        .isEmpty())
                        .flatMap(scene -> scene.worst(scene.blocked()).map(table -> hit(scene, table)).stream())
                : Stream.empty();
    }

    private static boolean said(Analysis analysis) {
        return analysis.statements().stream()
                .anyMatch(at -> at.statement().meaning() instanceof SessionStatement.SetVariable set
                        && BOUNDS.contains(set.name().toLowerCase(Locale.ROOT)));
    }

    private static Hit hit(Scene scene, QualifiedName table) {
        return scene.hit(
                table,
                "from here to COMMIT " + scene.sized(table) + " stays locked (" + scene.waiters(table)
                        + "), and production has idle_in_transaction_session_timeout = 0: a client that hangs or loses"
                        + " its connection in between keeps the lock until somebody finds its session.",
                "SET LOCAL idle_in_transaction_session_timeout = '10s' after BEGIN, and SET LOCAL application_name to"
                        + " something that pg_stat_activity tells apart.");
    }
}
