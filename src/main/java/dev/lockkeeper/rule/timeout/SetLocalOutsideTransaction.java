package dev.lockkeeper.rule.timeout;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.SessionStatement;
import java.util.Locale;
import java.util.stream.Stream;

/** SET LOCAL ends with its transaction, and without BEGIN that is at once. */
@AutoService(Rule.class)
public final class SetLocalOutsideTransaction implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .filter(at -> !at.transaction().inBlock())
                .flatMap(at -> at.statement().meaning() instanceof SessionStatement.SetVariable set
                                && set.local()
                                && set.name().toLowerCase(Locale.ROOT).endsWith("_timeout")
                        ? Stream.of(Hit.at(
                                at,
                                "SET LOCAL " + set.name()
                                        + " outside a transaction has no effect: PostgreSQL only warns"
                                        + " (25P01), and the statements below run without it.",
                                "Say SET, or put BEGIN before and COMMIT after the statements it is for."))
                        : Stream.empty());
    }
}
