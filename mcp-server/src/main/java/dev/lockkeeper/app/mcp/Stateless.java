package dev.lockkeeper.app.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Revision 2026-07-28: every request stands for itself. The handlers are those of the older revisions. */
final class Stateless {
    static final String REVISION = "2026-07-28";
    static final String META = "io.modelcontextprotocol/";
    private static final List<String> REVISIONS = List.of(REVISION, "2025-11-25", "2025-06-18");
    private static final int FRESH_MILLIS = 60_000;

    private final Offer offer;
    private final McpJsonMapper mapper;
    private final ObjectMapper json;
    private final RequestState states;

    Stateless(Offer offer, McpJsonMapper mapper, ObjectMapper json, RequestState states) {
        this.offer = offer;
        this.mapper = mapper;
        this.json = json;
        this.states = states;
    }

    /** What stands in the headers beside the body. */
    record Headers(Optional<String> revision, Optional<String> method, Optional<String> name) {}

    void serve(JsonNode message, Headers headers, RpcReply reply) throws IOException {
        String method = message.path("method").asText();
        ObjectNode params = message.path("params") instanceof ObjectNode object ? object : json.createObjectNode();
        ObjectNode answers = json.createObjectNode();
        try {
            ObjectNode capabilities = checked(method, params, headers);
            answers.setAll(answers(method, params));
            Optional<ObjectNode> result = dispatch(method, params, capabilities, answers, reply);
            if (result.isPresent()) {
                reply.result(complete(result.get(), "complete"));
            }
        } catch (RuntimeException thrown) {
            switch (cause(thrown)) {
                case InputRequired question -> {
                    ObjectNode result = json.createObjectNode();
                    result.set("inputRequests", question.requests());
                    result.put("requestState", states.sign(method, params, answers));
                    reply.result(complete(result, "input_required"));
                }
                case RpcFailure failure -> reply.failure(failure);
                case McpError error ->
                    reply.failure(new RpcFailure(
                            400,
                            error.getJsonRpcError().code() == RpcFailure.INVALID_PARAMS
                                    ? RpcFailure.INVALID_PARAMS
                                    : error.getJsonRpcError().code(),
                            error.getJsonRpcError().message()));
                default -> reply.failure(new RpcFailure(500, RpcFailure.INTERNAL, "an error of Lockkeeper's own"));
            }
        }
    }

    /** Reactor wraps what a session throws. */
    private static Throwable cause(Throwable thrown) {
        Throwable at = thrown;
        while (!(at instanceof InputRequired || at instanceof RpcFailure || at instanceof McpError)) {
            if (at.getCause() == null) {
                return at;
            }
            at = at.getCause();
        }
        return at;
    }

    /** The capabilities of the client, when everything that each request must say is there and agrees with the headers. */
    private static ObjectNode checked(String method, ObjectNode params, Headers headers) {
        JsonNode meta = params.path("_meta");
        JsonNode revision = meta.path(META + "protocolVersion");
        if (!revision.isTextual() || !(meta.path(META + "clientCapabilities") instanceof ObjectNode capabilities)) {
            throw new RpcFailure(400, RpcFailure.INVALID_PARAMS, "missing required _meta fields");
        }
        agree("MCP-Protocol-Version", headers.revision(), revision.asText());
        if (!revision.asText().equals(REVISION)) {
            throw new RpcFailure(
                    400,
                    RpcFailure.UNSUPPORTED_VERSION,
                    "Unsupported protocol version",
                    Map.of("supported", REVISIONS, "requested", revision.asText()));
        }
        agree("Mcp-Method", headers.method(), method);
        switch (method) {
            case "tools/call", "prompts/get" ->
                agree("Mcp-Name", headers.name(), params.path("name").asText());
            case "resources/read" ->
                agree("Mcp-Name", headers.name(), params.path("uri").asText());
            default -> {}
        }
        return capabilities;
    }

    private static void agree(String header, Optional<String> said, String body) {
        if (!said.equals(Optional.of(body))) {
            throw new RpcFailure(400, RpcFailure.HEADER_MISMATCH, "Header mismatch: " + header);
        }
    }

    private ObjectNode answers(String method, ObjectNode params) {
        ObjectNode answers = json.createObjectNode();
        if (params.path("requestState").isTextual()) {
            answers.setAll(states.open(params.path("requestState").asText(), method, params));
        }
        if (params.path("inputResponses") instanceof ObjectNode given) {
            answers.setAll(given);
        }
        return answers;
    }

    private Optional<ObjectNode> dispatch(
            String method, ObjectNode params, ObjectNode capabilities, ObjectNode answers, RpcReply reply)
            throws IOException {
        return switch (method) {
            case "server/discover" -> Optional.of(discover());
            case "tools/list" ->
                Optional.of(list(
                        "tools", offer.tools().stream().map(each -> each.tool()).toList()));
            case "prompts/list" ->
                Optional.of(list(
                        "prompts",
                        offer.prompts().stream().map(each -> each.prompt()).toList()));
            case "resources/list" ->
                Optional.of(list(
                        "resources",
                        offer.resources().stream().map(each -> each.resource()).toList()));
            case "resources/templates/list" ->
                Optional.of(list(
                        "resourceTemplates",
                        offer.templates().stream()
                                .map(each -> each.resourceTemplate())
                                .toList()));
            case "tools/call" ->
                Optional.of(tree(
                        mapper,
                        tool(params.path("name").asText())
                                .apply(
                                        exchange(params, capabilities, answers, reply),
                                        read(params, McpSchema.CallToolRequest.class))));
            case "prompts/get" ->
                Optional.of(tree(
                        mapper,
                        prompt(params.path("name").asText())
                                .apply(
                                        exchange(params, capabilities, answers, reply),
                                        read(params, McpSchema.GetPromptRequest.class))));
            case "resources/read" ->
                Optional.of(cached(tree(
                        mapper,
                        resource(params.path("uri").asText())
                                .apply(
                                        exchange(params, capabilities, answers, reply),
                                        read(params, McpSchema.ReadResourceRequest.class)))));
            case "completion/complete" -> Optional.of(completion());
            case "subscriptions/listen" -> listen(reply);
            default -> throw new RpcFailure(404, RpcFailure.NO_METHOD, "Method not found: " + method);
        };
    }

    private java.util.function.BiFunction<McpSyncServerExchange, McpSchema.CallToolRequest, McpSchema.CallToolResult>
            tool(String name) {
        return found(offer.tools(), each -> each.tool().name().equals(name), "tool", name)
                .callHandler();
    }

    private java.util.function.BiFunction<McpSyncServerExchange, McpSchema.GetPromptRequest, McpSchema.GetPromptResult>
            prompt(String name) {
        return found(offer.prompts(), each -> each.prompt().name().equals(name), "prompt", name)
                .promptHandler();
    }

    private java.util.function.BiFunction<
                    McpSyncServerExchange, McpSchema.ReadResourceRequest, McpSchema.ReadResourceResult>
            resource(String uri) {
        return offer.resources().stream()
                .filter(each -> each.resource().uri().equals(uri))
                .map(each -> each.readHandler())
                .findFirst()
                .or(() -> offer.templates().stream()
                        .filter(each -> uri.matches(
                                each.resourceTemplate().uriTemplate().replaceAll("\\{[^}]+}", "[^/]+")))
                        .map(each -> each.readHandler())
                        .findFirst())
                .orElseThrow(
                        () -> new RpcFailure(400, RpcFailure.INVALID_PARAMS, "Resource not found", Map.of("uri", uri)));
    }

    private static <T> T found(List<T> all, java.util.function.Predicate<T> is, String what, String name) {
        return all.stream()
                .filter(is)
                .findFirst()
                .orElseThrow(() -> new RpcFailure(400, RpcFailure.INVALID_PARAMS, "Unknown " + what + ": " + name));
    }

    private McpSyncServerExchange exchange(
            ObjectNode params, ObjectNode capabilities, ObjectNode answers, RpcReply reply) {
        boolean logs = params.path("_meta").has(META + "logLevel");
        return new McpSyncServerExchange(new McpAsyncServerExchange(
                "",
                new StatelessSession(mapper, capabilities, answers, logs, reply),
                read(capabilities, McpSchema.ClientCapabilities.class),
                Offer.SERVER,
                McpTransportContext.EMPTY));
    }

    private <T> T read(ObjectNode params, Class<T> type) {
        try {
            return mapper.readValue(params.toString(), type);
        } catch (IOException e) {
            throw new RpcFailure(400, RpcFailure.INVALID_PARAMS, "the parameters do not fit the method");
        }
    }

    private ObjectNode discover() {
        ObjectNode result = json.createObjectNode();
        REVISIONS.forEach(result.putArray("supportedVersions")::add);
        result.set("capabilities", tree(mapper, offer.capabilities()));
        result.put("instructions", offer.instructions());
        return cached(result);
    }

    private ObjectNode completion() {
        ObjectNode result = json.createObjectNode();
        result.putObject("completion").putArray("values");
        return result;
    }

    /** Nothing here ever changes, so a listener is told that it listens, and nothing more. */
    private Optional<ObjectNode> listen(RpcReply reply) throws IOException {
        ObjectNode params = json.createObjectNode();
        params.putObject("_meta").set(META + "subscriptionId", reply.id());
        params.putObject("notifications");
        reply.notify("notifications/subscriptions/acknowledged", params);
        try {
            while (true) {
                Thread.sleep(5_000);
                reply.comment();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The listener has gone.
        }
        return Optional.empty();
    }

    private ObjectNode list(String name, Collection<?> values) {
        ObjectNode result = json.createObjectNode();
        values.stream().map(value -> tree(mapper, value)).forEach(result.putArray(name)::add);
        return cached(result);
    }

    private static ObjectNode cached(ObjectNode result) {
        return result.put("ttlMs", FRESH_MILLIS).put("cacheScope", "private");
    }

    private ObjectNode complete(ObjectNode result, String type) {
        if (!result.has("resultType")) {
            result.put("resultType", type);
        }
        ObjectNode meta = result.path("_meta") instanceof ObjectNode object ? object : result.putObject("_meta");
        meta.set(META + "serverInfo", tree(mapper, Offer.SERVER));
        return result;
    }

    static ObjectNode tree(McpJsonMapper mapper, Object value) {
        try {
            return mapper.readValue(mapper.writeValueAsString(value), ObjectNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
