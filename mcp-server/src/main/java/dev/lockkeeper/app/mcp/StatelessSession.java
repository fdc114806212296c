package dev.lockkeeper.app.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpLoggableSession;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import reactor.core.publisher.Mono;

/**
 * One call of the stateless revision, as handlers of the older ones see it: what they ask of the client is answered from
 * what the client sent along, or ends the call with the question; what they tell goes into the stream.
 */
final class StatelessSession implements McpLoggableSession {
    /** In {@code _meta} of a question: its name. */
    static final String KEY = "dev.lockkeeper/question";

    private final McpJsonMapper mapper;
    private final ObjectNode answers;
    private final boolean logs;
    private final RpcReply reply;
    private int asked;

    StatelessSession(McpJsonMapper mapper, ObjectNode answers, boolean logs, RpcReply reply) {
        this.mapper = mapper;
        this.answers = answers;
        this.logs = logs;
        this.reply = reply;
    }

    @Override
    public <T> Mono<T> sendRequest(String method, Object params, TypeRef<T> type) {
        ObjectNode sent = params == null ? answers.objectNode() : Stateless.tree(mapper, params);
        String key = key(sent);
        try {
            if (answers.has(key)) {
                return Mono.just(mapper.readValue(answers.get(key).toString(), type));
            }
            ObjectNode requests = answers.objectNode();
            requests.putObject(key).put("method", method).set("params", sent);
            return Mono.error(new InputRequired(requests));
        } catch (IOException e) {
            return Mono.error(new RpcFailure(400, RpcFailure.INVALID_PARAMS, "the answer " + key + " is not one"));
        }
    }

    /** The name that the handler gave the question, which stays when it runs anew; else its number. */
    private String key(ObjectNode params) {
        if (params.path("_meta") instanceof ObjectNode meta && meta.path(KEY).isTextual()) {
            String key = meta.path(KEY).asText();
            meta.remove(KEY);
            if (meta.isEmpty()) {
                params.remove("_meta");
            }
            return key;
        }
        return "q" + asked++;
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
