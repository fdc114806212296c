package dev.lockkeeper.rule.hygiene;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Words;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** PostgreSQL uses the first 63 bytes of a name, and says so only in a notice. */
@AutoService(Rule.class)
public final class IdentifierTruncated implements Rule {
    /** NAMEDATALEN - 1. */
    private static final int MOST_BYTES = 63;

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .filter(at -> !(at.statement().meaning() instanceof RoutineStatement.Do)
                        && !(at.statement().meaning() instanceof RoutineStatement.CreateFunction))
                .flatMap(at -> Words.names(at.statement().sql()).stream()
                        .filter(name -> name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES)
                        .limit(1)
                        .map(name -> Hit.at(
                                at,
                                "the name " + name + " has " + name.getBytes(StandardCharsets.UTF_8).length
                                        + " bytes: PostgreSQL cuts it off after 63, and another name may end up the same.",
                                "Write a name of 63 bytes at most.")));
    }
}
