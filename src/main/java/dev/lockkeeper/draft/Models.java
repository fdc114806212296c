package dev.lockkeeper.draft;

import dev.langchain4j.http.client.jdk.JdkHttpClient;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.time.Duration;

/** Language models behind an OpenAI-compatible endpoint; the key is given, never stored. */
public final class Models {
    private static final Duration TIMEOUT = Duration.ofSeconds(120);

    private Models() {}

    public static ChatModel openAiCompatible(String baseUrl, String name, String key) {
        return OpenAiChatModel.builder()
                .httpClientBuilder(JdkHttpClient.builder())
                .baseUrl(baseUrl)
                .modelName(name)
                .apiKey(key)
                .temperature(0.0)
                .timeout(TIMEOUT)
                .maxRetries(2)
                .strictJsonSchema(true)
                .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                .build();
    }
}
