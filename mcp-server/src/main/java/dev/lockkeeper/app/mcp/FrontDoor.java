package dev.lockkeeper.app.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Stands before the SDK's servlet, which answers malformed JSON with a serialised exception and opens sessions without
 * limit: what is no message is refused here, sessions are counted, and the stateless revision is served beside it.
 */
final class FrontDoor extends HttpServlet {
    static final int MOST_BYTES = 1 << 20;
    private static final long serialVersionUID = 1L;
    private static final Set<String> WITH_SESSIONS = Set.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");

    private final transient HttpServlet sessions;
    private final transient SessionCount count;
    private final transient Stateless stateless;
    private final transient Cancellations cancellations;
    private final transient ObjectMapper json =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    FrontDoor(HttpServlet sessions, SessionCount count, Stateless stateless, Cancellations cancellations) {
        this.sessions = sessions;
        this.count = count;
        this.stateless = stateless;
        this.cancellations = cancellations;
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
        super.init(config);
        sessions.init(config);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Optional<String> revision = header(request, "MCP-Protocol-Version");
        if (!request.getMethod().equals("POST")) {
            if (revision.equals(Optional.of(Stateless.REVISION))) {
                response.setHeader("Allow", "POST");
                response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
                return;
            }
            count.served(request, response, sessions);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        RpcReply refusal = new RpcReply(response, NullNode.getInstance());
        if (body.length > MOST_BYTES) {
            refusal.failure(new RpcFailure(413, RpcFailure.INVALID_REQUEST, "a message has at most 1 MiB"));
            return;
        }
        Optional<JsonNode> message = message(body);
        if (message.isEmpty()) {
            refusal.failure(new RpcFailure(400, RpcFailure.PARSE, "the body is not JSON"));
        } else if (!message.get().isObject()
                || !message.get().path("jsonrpc").asText().equals("2.0")) {
            refusal.failure(
                    new RpcFailure(400, RpcFailure.INVALID_REQUEST, "the body is not one JSON-RPC 2.0 message"));
        } else if (isStateless(message.get(), revision)) {
            stateless(request, response, message.get(), revision);
        } else {
            cancellations.message(
                    header(request, SessionCount.SESSION).orElse(""), new String(body, StandardCharsets.UTF_8));
            count.served(new RepeatedRequest(request, body), response, sessions);
        }
    }

    private void stateless(
            HttpServletRequest request, HttpServletResponse response, JsonNode message, Optional<String> revision)
            throws IOException {
        if (!message.has("id")) {
            response.setStatus(HttpServletResponse.SC_ACCEPTED);
            return;
        }
        stateless.serve(
                message,
                new Stateless.Headers(
                        revision,
                        header(request, "Mcp-Method"),
                        header(request, "Mcp-Name").map(FrontDoor::decoded)),
                new RpcReply(response, message.path("id")));
    }

    private static boolean isStateless(JsonNode message, Optional<String> revision) {
        return message.path("params").path("_meta").has(Stateless.META + "protocolVersion")
                || revision.filter(said -> !WITH_SESSIONS.contains(said)).isPresent();
    }

    private Optional<JsonNode> message(byte[] body) throws IOException {
        try {
            return Optional.ofNullable(json.readTree(body)).filter(read -> !read.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> header(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /** A name that is no plain ASCII comes as {@code =?base64?…?=}. */
    private static String decoded(String header) {
        if (!header.startsWith("=?base64?") || !header.endsWith("?=")) {
            return header;
        }
        try {
            return new String(
                    Base64.getDecoder().decode(header.substring("=?base64?".length(), header.length() - 2)),
                    StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return header;
        }
    }
}
