package dev.lockkeeper.app.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads along what the client sends, line by line, and tells which review it takes back: the SDK hands
 * {@code notifications/cancelled} to nobody. A line that is no message is the SDK's business.
 */
final class Cancellations {
    private static final int MOST_BYTES = 8 << 20;
    private static final int MOST_REQUESTS = 100;

    private final Consumer<String> cancel;
    private final ObjectMapper json = new ObjectMapper();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Map<String, String> texts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_REQUESTS;
        }
    };

    /** {@code cancel} is given the SQL of a review that its client no longer wants. */
    Cancellations(Consumer<String> cancel) {
        this.cancel = cancel;
    }

    void read(byte[] bytes, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (bytes[i] == '\n') {
                message("", line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else if (line.size() < MOST_BYTES) {
                line.write(bytes[i]);
            }
        }
    }

    /** One message; ids are of a session. */
    synchronized void message(String session, String text) {
        if (!text.contains("review_migration") && !text.contains("notifications/cancelled")) {
            return;
        }
        try {
            JsonNode message = json.readTree(text);
            switch (message.path("method").asText()) {
                case "tools/call" ->
                    texts.put(
                            session + message.path("id"),
                            message.path("params").path("arguments").path("sql").asText());
                case "notifications/cancelled" ->
                    Optional.ofNullable(texts.remove(
                                    session + message.path("params").path("requestId")))
                            .ifPresent(cancel);
                default -> {}
            }
        } catch (JsonProcessingException e) {
            // The SDK answers it with an error.
        }
    }
}
