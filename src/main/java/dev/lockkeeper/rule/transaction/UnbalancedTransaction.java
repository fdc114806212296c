package dev.lockkeeper.rule.transaction;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.effect.TransactionState;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.SessionStatement.TransactionControl;
import dev.lockkeeper.sql.TransactionCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** BEGIN and COMMIT that do not fit each other, or the transaction that the runner opens around them. */
@AutoService(Rule.class)
public final class UnbalancedTransaction implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        List<Hit> hits = new ArrayList<>();
        Optional<StatementEffects> open = Optional.empty();
        for (StatementEffects at : analysis.statements()) {
            if (at.statement().meaning() instanceof TransactionControl control) {
                judge(analysis, at, control.kind(), open).ifPresent(hits::add);
                open = next(at, control.kind(), open);
            }
        }
        open.ifPresent(begin -> hits.add(Hit.at(
                begin,
                "no COMMIT follows: when the file ends PostgreSQL rolls everything back that came after this BEGIN, and"
                        + " says nothing.",
                "Put COMMIT after the last statement that belongs to it.")));
        return hits.stream();
    }

    private static Optional<StatementEffects> next(
            StatementEffects at, TransactionCommand kind, Optional<StatementEffects> open) {
        return switch (kind) {
            case BEGIN -> wrapped(at) || open.isPresent() ? open : Optional.of(at);
            case COMMIT, ROLLBACK, PREPARE -> Optional.empty();
            case SAVEPOINT, RELEASE, ROLLBACK_TO, COMMIT_PREPARED, ROLLBACK_PREPARED -> open;
        };
    }

    private static Optional<Hit> judge(
            Analysis analysis, StatementEffects at, TransactionCommand kind, Optional<StatementEffects> open) {
        return switch (kind) {
            case BEGIN ->
                wrapped(at) || open.isPresent()
                        ? Optional.of(Hit.at(
                                        at,
                                        "a transaction is open already, and PostgreSQL only warns (25001): the first"
                                                + " COMMIT below ends the outer one, and what follows it runs without.",
                                        "Leave this BEGIN and its COMMIT out, or use a savepoint.")
                                .as(Severity.WARNING))
                        : Optional.empty();
            case COMMIT, ROLLBACK ->
                wrapped(at)
                        ? Optional.of(Hit.at(
                                        at,
                                        "ends the transaction that "
                                                + analysis.framework().displayName()
                                                + " opened around the file: the statements below commit one by one, and"
                                                + " the runner cannot take them back.",
                                        "Leave it out, or switch the runner's transaction off for this file.")
                                .as(Severity.WARNING))
                        : !at.transaction().inBlock()
                                ? Optional.of(Hit.at(
                                                at,
                                                "no transaction is open here: PostgreSQL warns (25P01) and does"
                                                        + " nothing.",
                                                "Leave it out, or put BEGIN before the statements it is for.")
                                        .as(Severity.NOTE))
                                : kind == TransactionCommand.ROLLBACK && changes(analysis, at)
                                        ? Optional.of(Hit.at(
                                                        at,
                                                        "takes back everything since BEGIN: nothing of it is applied.",
                                                        "Say COMMIT, or leave the statements out.")
                                                .as(Severity.WARNING))
                                        : Optional.empty();
            case PREPARE ->
                preparedEnds(analysis, at)
                        ? Optional.empty()
                        : Optional.of(Hit.at(
                                        at,
                                        "the prepared transaction keeps its locks until somebody says COMMIT PREPARED,"
                                                + " across disconnects and restarts, and no statement below does.",
                                        "Use COMMIT; two-phase commit needs a transaction manager that never forgets.")
                                .as(Severity.WARNING));
            case SAVEPOINT, RELEASE, ROLLBACK_TO, COMMIT_PREPARED, ROLLBACK_PREPARED -> Optional.empty();
        };
    }

    private static boolean wrapped(StatementEffects at) {
        return at.transaction().kind() == TransactionState.Kind.WRAPPED;
    }

    private static boolean changes(Analysis analysis, StatementEffects at) {
        return analysis.earlierInTransaction(at).anyMatch(each -> each.has(Effect.AcquiresLock.class));
    }

    private static boolean preparedEnds(Analysis analysis, StatementEffects at) {
        return analysis.statements().stream()
                .filter(each -> each.statement().number() > at.statement().number())
                .anyMatch(each -> each.statement().meaning() instanceof TransactionControl control
                        && (control.kind() == TransactionCommand.COMMIT_PREPARED
                                || control.kind() == TransactionCommand.ROLLBACK_PREPARED));
    }
}
