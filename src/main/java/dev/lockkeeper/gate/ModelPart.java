package dev.lockkeeper.gate;

import dev.lockkeeper.draft.ModelSettings;
import dev.lockkeeper.draft.Provider;
import dev.lockkeeper.draft.Usage;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code lockkeeper.yaml} says under {@code llm}; a key itself is never there. */
record ModelPart(
        Optional<String> provider,
        Optional<String> baseUrl,
        @Nullable String model,
        Optional<String> keyVariable,
        Optional<String> keyFile,
        Optional<Boolean> shareWorkload,
        Optional<Long> timeoutSeconds,
        Optional<Integer> maxOutputTokens,
        Optional<Integer> rounds,
        Optional<PricePart> pricePerMillion) {
    private static final int ROUNDS = 4;
    private static final int MOST_ROUNDS = 10;
    private static final long MOST_SECONDS = 600;

    record PricePart(double input, double output) {}

    GateConfig.Model value(Path folder) {
        String name = model;
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("llm needs model: the name its provider knows it by");
        }
        Provider kind = provider.map(Provider::parse).orElse(Provider.OPENAI);
        return new GateConfig.Model(
                kind,
                baseUrl.map(ModelPart::address).orElse(kind.address()),
                name,
                keyVariable.or(() -> keyFile.isPresent() ? Optional.empty() : kind.keyVariable()),
                keyFile.map(folder::resolve),
                shareWorkload.orElse(false),
                Duration.ofSeconds(between(
                        "timeout_seconds", timeoutSeconds.orElse(ModelSettings.TIMEOUT.toSeconds()), MOST_SECONDS)),
                (int) between("max_output_tokens", maxOutputTokens.orElse(ModelSettings.MAX_OUTPUT_TOKENS), 1_000_000),
                (int) between("rounds", rounds.orElse(ROUNDS), MOST_ROUNDS),
                pricePerMillion.map(price -> new Usage.Price(price.input(), price.output())));
    }

    /** It is shown in reports and logs, so that nothing secret may stand in it. */
    private static String address(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("llm.base_url is no URL", e);
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "llm.base_url holds a name, password or parameter. Put the key into key_variable or key_file.");
        }
        if (uri.getHost() == null || !Set.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
            throw new IllegalArgumentException("llm.base_url begins with https:// or http:// and a host");
        }
        return url;
    }

    private static long between(String key, long value, long most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("llm." + key + " is a number from 1 to " + most + ", not " + value);
        }
        return value;
    }
}
