package dev.lockkeeper.gate;

import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.verdict.PolicySettings;
import java.time.Duration;
import java.time.Instant;

/** A count grows old as the context does: what was counted longer ago than the context may be old counts as not counted; one without a date is as old as the context. */
final class FreshCounts {
    private FreshCounts() {}

    static Production only(Production production, PolicySettings policy, Instant now) {
        return policy.contextMaxAge().map(limit -> only(production, limit, now)).orElse(production);
    }

    private static Production only(Production production, Duration limit, Instant now) {
        ProductionContext context = production.context();
        return new Production(
                context.withDataFacts(context.server().dataFacts().stream()
                        .filter(fact -> fact.countedAt()
                                .or(context::capturedAt)
                                .map(at -> Duration.between(at, now).compareTo(limit) <= 0)
                                .orElse(true))
                        .toList()),
                production.catalog(),
                production.schema());
    }
}
