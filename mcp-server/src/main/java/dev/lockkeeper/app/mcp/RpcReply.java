package dev.lockkeeper.app.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The answer to one request: one JSON document, or a stream of events that ends with it. */
final class RpcReply {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServletResponse response;
    private final JsonNode id;
    private boolean streaming;

    /** {@code id} of the request; null node when it had none that can be repeated. */
    RpcReply(HttpServletResponse response, JsonNode id) {
        this.response = response;
        this.id = id.isTextual() || id.isNumber() ? id : NullNode.getInstance();
    }

    JsonNode id() {
        return id;
    }

    synchronized void notify(String method, ObjectNode params) throws IOException {
        ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0").put("method", method);
        message.set("params", params);
        stream();
        event(message);
    }

    /** Keeps a quiet stream open, and finds out whether somebody still listens. */
    synchronized void comment() throws IOException {
        stream();
        response.getOutputStream().write(":\n\n".getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }

    synchronized void result(ObjectNode result) throws IOException {
        ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0");
        message.set("id", id);
        message.set("result", result);
        send(200, message);
    }

    synchronized void failure(RpcFailure failure) throws IOException {
        ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0");
        message.set("id", id);
        ObjectNode error = message.putObject("error");
        error.put("code", failure.code()).put("message", failure.getMessage());
        if (!failure.data().isEmpty()) {
            error.set("data", JSON.valueToTree(failure.data()));
        }
        send(failure.status(), message);
    }

    private void send(int status, ObjectNode message) throws IOException {
        if (streaming) {
            event(message);
            return;
        }
        response.setStatus(status);
        response.setContentType("application/json");
        response.getOutputStream().write(JSON.writeValueAsBytes(message));
    }

    private void stream() throws IOException {
        if (!streaming) {
            streaming = true;
            response.setStatus(200);
            response.setContentType("text/event-stream");
            response.setCharacterEncoding("UTF-8");
            response.setHeader("X-Accel-Buffering", "no");
            response.flushBuffer();
        }
    }

    private void event(ObjectNode message) throws IOException {
        response.getOutputStream()
                .write(("event: message\ndata: " + message + "\n\n").getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }
}
