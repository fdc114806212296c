package dev.lockkeeper.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A language model that does what a script says, for coding agents under test: each request is answered with the tool
 * call of the step that it has reached, streamed as the vendor's service does. The step is the number of tool results
 * that the request holds, so a request that is sent again gets the same answer.
 */
final class StubModel implements AutoCloseable {
    /** A tool call; {@code arguments} is JSON, or the plain text of a tool that takes text. */
    record Call(String tool, String arguments) {}

    /** What the model does next, from the results of all tool calls so far, oldest first. */
    interface Step extends Function<List<String>, Call> {}

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpServer server;
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final List<String> results = new CopyOnWriteArrayList<>();
    private final List<Step> steps;

    StubModel(List<Step> steps) throws IOException {
        this.steps = steps;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/messages", exchange -> answer(exchange, new AnthropicWire(mapper)));
        server.createContext("/v1/responses", exchange -> answer(exchange, new OpenAiWire(mapper)));
        server.createContext("/", exchange -> send(exchange, 404, "application/json", "{}"));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The results of the tool calls, in their order. */
    List<String> results() {
        return results;
    }

    /** The conversation's requests, in their order. */
    List<JsonNode> requests() {
        return requests;
    }

    private void answer(HttpExchange exchange, Wire wire) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!exchange.getRequestMethod().equals("POST")
                || exchange.getRequestURI().getPath().endsWith("count_tokens")) {
            send(exchange, 404, "application/json", "{}");
            return;
        }
        JsonNode request = mapper.readTree(body);
        List<String> seen = wire.results(request);
        // Clients ask for titles and summaries beside the conversation: those requests offer no tools.
        boolean conversation = !request.path("tools").isEmpty();
        if (conversation) {
            requests.add(request);
            seen.stream().skip(results.size()).forEach(results::add);
        }
        String events = conversation && seen.size() < steps.size()
                ? wire.call(seen.size(), steps.get(seen.size()).apply(seen), request)
                : wire.text("That was all.");
        send(exchange, 200, "text/event-stream", events);
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** One vendor's format. */
    interface Wire {
        List<String> results(JsonNode request);

        String call(int step, Call call, JsonNode request);

        String text(String text);
    }
}
