package dev.lockkeeper.draft;

import dev.langchain4j.model.output.TokenUsage;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What was asked of a model: calls, and tokens as the provider counts them. */
public record Usage(int calls, long inputTokens, long outputTokens) {
    public static final Usage NONE = new Usage(0, 0, 0);

    static Usage of(@Nullable TokenUsage counted) {
        return counted == null
                ? new Usage(1, 0, 0)
                : new Usage(1, count(counted.inputTokenCount()), count(counted.outputTokenCount()));
    }

    private static long count(@Nullable Integer tokens) {
        return tokens == null ? 0 : tokens;
    }

    public Usage plus(Usage other) {
        return new Usage(calls + other.calls, inputTokens + other.inputTokens, outputTokens + other.outputTokens);
    }

    /** In the currency of the price; empty when no price is configured. */
    public OptionalDouble cost(Optional<Price> price) {
        return price.map(each -> OptionalDouble.of(
                        (inputTokens * each.inputPerMillion() + outputTokens * each.outputPerMillion()) / 1e6))
                .orElse(OptionalDouble.empty());
    }

    /** What a million tokens cost, in and out. */
    public record Price(double inputPerMillion, double outputPerMillion) {
        public Price {
            if (!(inputPerMillion >= 0 && outputPerMillion >= 0)) {
                throw new IllegalArgumentException("llm.price_per_million is not negative");
            }
        }
    }
}
