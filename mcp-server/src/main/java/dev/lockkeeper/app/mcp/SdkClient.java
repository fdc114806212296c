package dev.lockkeeper.app.mcp;

import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client of the SDK's server: progress only with a token, questions only where the client offers elicitation. */
final class SdkClient implements Client {
    private final McpSyncServerExchange exchange;
    private final @Nullable Object progressToken;
    private final AtomicInteger told = new AtomicInteger();

    SdkClient(McpSyncServerExchange exchange, @Nullable Object progressToken) {
        this.exchange = exchange;
        this.progressToken = progressToken;
    }

    @Override
    public void progress(String message) {
        if (progressToken != null) {
            exchange.progressNotification(new McpSchema.ProgressNotification(
                    progressToken, (double) told.incrementAndGet(), null, message, null));
        }
    }

    @Override
    public Optional<Map<String, String>> ask(String message, Map<String, String> fields) {
        McpSchema.ClientCapabilities capabilities = exchange.getClientCapabilities();
        if (capabilities == null || capabilities.elicitation() == null) {
            return Optional.empty();
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        fields.forEach((name, title) -> properties.put(name, Map.of("type", "string", "title", title)));
        McpSchema.ElicitResult answer = exchange.createElicitation(McpSchema.ElicitRequest.builder(
                        message,
                        Map.of("type", "object", "properties", properties, "required", List.copyOf(fields.keySet())))
                .meta(Map.of(StatelessSession.KEY, "checklist"))
                .build());
        if (answer.action() != McpSchema.ElicitResult.Action.ACCEPT || answer.content() == null) {
            return Optional.empty();
        }
        Map<String, String> given = new LinkedHashMap<>();
        answer.content().forEach((name, value) -> {
            if (fields.containsKey(name) && value instanceof String text && !text.isBlank()) {
                given.put(name, text);
            }
        });
        return Optional.of(given);
    }
}
