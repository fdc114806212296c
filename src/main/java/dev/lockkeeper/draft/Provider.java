package dev.lockkeeper.draft;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whose wire format a model speaks: its usual address, the variable of its key, and what it can do at once. */
public enum Provider {
    OPENAI("https://api.openai.com/v1", Optional.of("OPENAI_API_KEY"), true),
    ANTHROPIC("https://api.anthropic.com/v1", Optional.of("ANTHROPIC_API_KEY"), true),
    OLLAMA("http://localhost:11434", Optional.empty(), true),
    /** Refuses tools together with an answer by schema. */
    GOOGLE("https://generativelanguage.googleapis.com/v1beta", Optional.of("GOOGLE_API_KEY"), false);

    private final String address;
    private final Optional<String> keyVariable;
    private final boolean tools;

    Provider(String address, Optional<String> keyVariable, boolean tools) {
        this.address = address;
        this.keyVariable = keyVariable;
        this.tools = tools;
    }

    public String address() {
        return address;
    }

    /** Empty where no key is asked for. */
    public Optional<String> keyVariable() {
        return keyVariable;
    }

    /** Whether it takes tools and a schema of the answer in one request. */
    public boolean tools() {
        return tools;
    }

    /** The spelling in {@code lockkeeper.yaml}: {@code openai}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** An {@link IllegalArgumentException} names those there are. */
    public static Provider parse(String word) {
        return Arrays.stream(values())
                .filter(provider -> provider.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("llm.provider is one of "
                        + Arrays.stream(values()).map(Provider::word).collect(Collectors.joining(", ")) + ", not \""
                        + word + "\""));
    }
}
