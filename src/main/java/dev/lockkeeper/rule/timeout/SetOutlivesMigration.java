package dev.lockkeeper.rule.timeout;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.SessionStatement.SetVariable;
import java.util.Locale;
import java.util.stream.Stream;

/** SET holds for the session, and runners and poolers give the session to whoever comes next. */
@AutoService(Rule.class)
public final class SetOutlivesMigration implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.framework() == Framework.PLAIN
                ? Stream.empty()
                : analysis.statements().stream()
                        .flatMap(at -> at.statement().meaning() instanceof SetVariable set
                                        && leaks(set)
                                        && !later(analysis, at, set)
                                ? Stream.of(hit(analysis, at, set))
                                : Stream.empty());
    }

    private static boolean leaks(SetVariable set) {
        String name = name(set);
        return !set.local() && set.value().isPresent() && (name.endsWith("_timeout") || name.equals("timezone"));
    }

    /** Reset, or set to something else, which is then the finding. */
    private static boolean later(Analysis analysis, StatementEffects at, SetVariable set) {
        return analysis.statements().stream()
                .filter(each -> each.statement().number() > at.statement().number())
                .anyMatch(each -> switch (each.statement().meaning()) {
                    case SetVariable other ->
                        !other.local()
                                && (name(other).equals(name(set)) || name(other).equals("all"));
                    case SessionStatement.Discard discard -> discard.what().endsWith("ALL");
                    default -> false;
                });
    }

    private static String name(SetVariable set) {
        return set.name().toLowerCase(Locale.ROOT);
    }

    private static Hit hit(Analysis analysis, StatementEffects at, SetVariable set) {
        return Hit.at(
                at,
                "SET " + name(set) + " holds to the end of the session, which "
                        + analysis.framework().displayName()
                        + " uses for the next migrations too; behind a pooler in transaction mode it may not even reach"
                        + " the next statement, and reaches a stranger instead.",
                "Say SET LOCAL inside the transaction, or RESET " + name(set) + " at the end of the file.");
    }
}
