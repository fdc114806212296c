package dev.lockkeeper.app.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpLoggableSession;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * One call of the stateless revision, as handlers of the older ones see it: what they ask of the client is answered from
 * what the client sent along, or ends the call with the question; what they tell goes into the stream.
 */
final class StatelessSession implements McpLoggableSession {
    private final McpJsonMapper mapper;
    private final ObjectNode capabilities;
    private final ObjectNode answers;
    private final boolean logs;
    private final RpcReply reply;
    private int asked;

    StatelessSession(McpJsonMapper mapper, ObjectNode capabilities, ObjectNode answers, boolean logs, RpcReply reply) {
        this.mapper = mapper;
        this.capabilities = capabilities;
        this.answers = answers;
        this.logs = logs;
        this.reply = reply;
    }

    @Override
    public <T> Mono<T> sendRequest(String method, Object params, TypeRef<T> type) {
        String capability = switch (method) {
            case McpSchema.METHOD_ELICITATION_CREATE -> "elicitation";
            case McpSchema.METHOD_SAMPLING_CREATE_MESSAGE -> "sampling";
            default -> "roots";
        };
        if (!capabilities.has(capability)) {
            return Mono.error(new RpcFailure(
                    400,
                    RpcFailure.MISSING_CAPABILITY,
                    "Missing required client capability",
                    Map.of("requiredCapabilities", Map.of(capability, Map.of()))));
        }
        String key = "q" + asked++;
        try {
            if (answers.has(key)) {
                return Mono.just(mapper.readValue(answers.get(key).toString(), type));
            }
            ObjectNode requests = answers.objectNode();
            requests.putObject(key)
                    .put("method", method)
                    .set("params", params == null ? answers.objectNode() : Stateless.tree(mapper, params));
            return Mono.error(new InputRequired(requests));
        } catch (IOException e) {
            return Mono.error(new RpcFailure(400, RpcFailure.INVALID_PARAMS, "the answer " + key + " is not one"));
        }
    }

    @Override
    public Mono<Void> sendNotification(String method, Object params) {
        try {
            reply.notify(method, Stateless.tree(mapper, params));
            return Mono.empty();
        } catch (IOException e) {
            // The client has gone; the work ends by itself.
            return Mono.empty();
        }
    }

    @Override
    public void setMinLoggingLevel(McpSchema.LoggingLevel level) {
        // Each request says what it wants.
    }

    @Override
    public boolean isNotificationForLevelAllowed(McpSchema.LoggingLevel level) {
        return logs;
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.empty();
    }

    @Override
    public void close() {
        // There is nothing to end.
    }
}
