package dev.lockkeeper.rule.transaction;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TypeStatement;
import dev.lockkeeper.sql.Words;
import java.util.Optional;
import java.util.stream.Stream;

/** PostgreSQL 12 and later add a value in a transaction, but let nobody use it before the commit. */
@AutoService(Rule.class)
public final class EnumValueUsedTooEarly implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .filter(at -> at.transaction().inBlock() && runs(at.statement().meaning()))
                .flatMap(at -> analysis.earlierInTransaction(at)
                        .flatMap(earlier -> added(earlier).stream())
                        .filter(alter -> Words.saysLiteral(at.statement().sql(), alter.value()))
                        .limit(1)
                        .map(alter -> Hit.at(
                                at,
                                "uses '" + alter.value()
                                        + "', which an earlier statement of the same transaction adds to "
                                        + alter.type().display() + ": PostgreSQL refuses it (55P04).",
                                "Commit after ADD VALUE; use the value in the next transaction.")));
    }

    /** A type made in the same transaction may have its values used at once. */
    private static Optional<TypeStatement.AlterEnum> added(StatementEffects at) {
        return at.statement().meaning() instanceof TypeStatement.AlterEnum alter
                        && alter.renamed().isEmpty()
                        && at.before()
                                .type(alter.type())
                                .map(type -> type.origin() == Origin.EXISTING)
                                .orElse(true)
                ? Optional.of(alter)
                : Optional.empty();
    }

    private static boolean runs(Statement statement) {
        return !(statement instanceof TypeStatement.AlterEnum)
                && !(statement instanceof RoutineStatement.CreateFunction)
                && !(statement instanceof ObjectStatement.Comment)
                && !(statement instanceof SessionStatement.SetVariable);
    }
}
