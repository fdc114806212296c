package dev.lockkeeper.draft;

import java.time.Duration;

/**
 * How a model is reached.
 *
 * @param key empty where none is asked for; it is in no message and no log
 * @param timeout for one answer with everything that belongs to it: connection, retries, the whole stream
 * @param maxOutputTokens what one answer may cost at most
 */
public record ModelSettings(
        Provider provider, String baseUrl, String name, String key, Duration timeout, int maxOutputTokens) {
    public static final Duration TIMEOUT = Duration.ofSeconds(120);
    public static final int MAX_OUTPUT_TOKENS = 8_000;

    /** For people: {@code model-name (openai, https://…)}. */
    public String display() {
        return name + " (" + provider.word() + ", " + baseUrl + ")";
    }

    /** Without the key. */
    @Override
    public String toString() {
        return display();
    }
}
