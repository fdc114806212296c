package dev.lockkeeper.draft;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.Duration;

/** The models of four providers, all reached the same way: temperature 0, an answer by schema, bounded in time. */
final class Models {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private Models() {}

    static StreamingChatModel of(ModelSettings settings) {
        HttpClientBuilder http = new Http(settings.timeout());
        return switch (settings.provider()) {
            case OPENAI ->
                OpenAiStreamingChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(settings.baseUrl())
                        .apiKey(settings.key())
                        .modelName(settings.name())
                        .temperature(0.0)
                        .maxTokens(settings.maxOutputTokens())
                        .strictJsonSchema(true)
                        .build();
            case ANTHROPIC ->
                AnthropicStreamingChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(settings.baseUrl())
                        .apiKey(settings.key())
                        .modelName(settings.name())
                        .temperature(0.0)
                        .maxTokens(settings.maxOutputTokens())
                        .cacheSystemMessages(true)
                        .build();
            case OLLAMA ->
                OllamaStreamingChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(settings.baseUrl())
                        .modelName(settings.name())
                        .temperature(0.0)
                        .numPredict(settings.maxOutputTokens())
                        .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                        .build();
            case GOOGLE ->
                GoogleAiGeminiStreamingChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(settings.baseUrl())
                        .apiKey(settings.key())
                        .modelName(settings.name())
                        .temperature(0.0)
                        .maxOutputTokens(settings.maxOutputTokens())
                        .build();
        };
    }

    /** Always our client: the limits are not the provider's module to set. */
    private record Http(Duration timeout) implements HttpClientBuilder {
        @Override
        public Duration connectTimeout() {
            return timeout;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration value) {
            return this;
        }

        @Override
        public Duration readTimeout() {
            return timeout;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration value) {
            return this;
        }

        @Override
        public HttpClient build() {
            return new BoundedHttpClient(timeout, PAUSE);
        }
    }
}
