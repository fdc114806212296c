package dev.lockkeeper.rule.transaction;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.RunnerTransactions;
import dev.lockkeeper.effect.TransactionState;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import java.util.stream.Stream;

/** PostgreSQL refuses some commands inside a transaction block. */
@AutoService(Rule.class)
public final class ConcurrentlyInsideTransaction implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .filter(at -> at.transaction().inBlock())
                .flatMap(at -> at
                        .first(Effect.ForbiddenInTransaction.class)
                        .map(forbidden -> Hit.at(
                                at,
                                forbidden.command() + " cannot run inside a transaction block (SQLSTATE 25001), and "
                                        + opener(at.transaction().kind(), analysis) + " opened one.",
                                "Put it into a migration of its own that runs without a transaction"
                                        + RunnerTransactions.switchOff(analysis.framework())
                                                .filter(off -> at.transaction().kind() == TransactionState.Kind.WRAPPED)
                                                .map(off -> " ("
                                                        + analysis.framework().displayName() + ": " + off + ")")
                                                .orElse("")
                                        + "."))
                        .stream());
    }

    private static String opener(TransactionState.Kind kind, Analysis analysis) {
        return switch (kind) {
            case EXPLICIT, AUTOCOMMIT -> "BEGIN";
            case WRAPPED -> analysis.framework().displayName();
        };
    }
}
