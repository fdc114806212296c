package dev.lockkeeper.rule.transaction;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.SessionStatement;
import java.util.List;
import java.util.stream.Stream;

/** A file that runs without a transaction for the sake of one statement runs all the others without one too. */
@AutoService(Rule.class)
public final class MixedTransactionModes implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        if (analysis.framework() == Framework.PLAIN) {
            return Stream.empty();
        }
        List<StatementEffects> alone = analysis.statements().stream()
                .filter(at -> !at.transaction().inBlock())
                .toList();
        return alone.stream()
                .filter(at -> at.has(Effect.ForbiddenInTransaction.class))
                .limit(1)
                .flatMap(needs -> alone.stream()
                        .filter(at -> changes(at) && !at.has(Effect.ForbiddenInTransaction.class))
                        .limit(1)
                        .map(other -> Hit.at(
                                other,
                                "runs without a transaction because statement "
                                        + needs.statement().number() + " of the same file cannot have one: if "
                                        + analysis.framework().displayName()
                                        + " stops half-way, this is committed and the file counts as not run.",
                                "Put what needs no transaction into a file of its own.")));
    }

    private static boolean changes(StatementEffects at) {
        return switch (at.statement().meaning()) {
            case SessionStatement.SetVariable set -> false;
            case SessionStatement.TransactionControl control -> false;
            case DataStatement.Select select -> false;
            case SessionStatement.Utility utility -> false;
            default -> true;
        };
    }
}
