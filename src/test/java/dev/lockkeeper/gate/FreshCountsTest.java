package dev.lockkeeper.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.plan.TimeoutLimits;
import dev.lockkeeper.verdict.PolicySettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A count that is older than the context may be is no count; one without a time is as old as its context. */
class FreshCountsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-11-25T11:00:00Z, P1D, 1",
        "2026-11-24T12:00:00Z, P1D, 1",
        "2026-11-24T11:59:59Z, P1D, 0",
        "2026-11-01T00:00:00Z, never, 1",
        ", P1D, 1"
    })
    void byAge(String countedAt, String limit, int kept) throws Exception {
        String fact = "{\"table\": \"public.t\", \"query\": \"q\", \"count\": 0"
                + (countedAt == null ? "" : ", \"counted_at\": \"" + countedAt + "\"") + "}";
        Production production = new Production(
                ContextReader.read(
                        "c",
                        ("{\"postgres_version\": \"16\", \"server\": {\"data_facts\": [" + fact + "]}}")
                                .getBytes(StandardCharsets.UTF_8)),
                Catalog.empty(),
                Optional.empty());
        PolicySettings policy = new PolicySettings(
                10_000,
                10,
                100,
                TimeoutLimits.DEFAULTS,
                limit.equals("never") ? Optional.empty() : Optional.of(Duration.parse(limit)),
                Duration.ofDays(14),
                35,
                Set.of(),
                Optional.empty());
        ProductionContext context = FreshCounts.only(production, policy, NOW).context();
        assertThat(context.server().dataFacts()).hasSize(kept);
        assertThat(context.notCaptured()).hasSize(1 - kept).allMatch(gap -> gap.contains("lockkeeper preflight"));
    }
}
