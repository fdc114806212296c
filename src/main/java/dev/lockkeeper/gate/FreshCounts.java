package dev.lockkeeper.gate;

import dev.lockkeeper.context.DataFact;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.verdict.PolicySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A count grows old as the context does: what was counted longer ago than the context may be old counts as not counted; one without a date is as old as the context. */
final class FreshCounts {
    private FreshCounts() {}

    static Production only(Production production, PolicySettings policy, Instant now) {
        return policy.contextMaxAge().map(limit -> only(production, limit, now)).orElse(production);
    }

    private static Production only(Production production, Duration limit, Instant now) {
        ProductionContext context = production.context();
        Map<Boolean, List<DataFact>> byFresh = context.server().dataFacts().stream()
                .collect(Collectors.partitioningBy(fact -> fact.countedAt()
                        .or(context::capturedAt)
                        .map(at -> Duration.between(at, now).compareTo(limit) <= 0)
                        .orElse(true)));
        return new Production(
                context.withDataFacts(byFresh.getOrDefault(true, List.of()))
                        .withGaps(byFresh.getOrDefault(false, List.of()).stream()
                                .map(FreshCounts::dropped)
                                .distinct()
                                .toList()),
                production.catalog(),
                production.schema());
    }

    private static String dropped(DataFact fact) {
        return "rows of " + fact.table().display() + " were counted"
                + fact.countedAt().map(at -> " on " + at).orElse("")
                + ", longer ago than the context may be old: the count is not used."
                + " lockkeeper preflight --update counts again.";
    }
}
