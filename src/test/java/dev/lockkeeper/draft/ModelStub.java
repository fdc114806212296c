package dev.lockkeeper.draft;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One HTTP server that speaks the four providers' wire formats, with answers by script. */
public final class ModelStub implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Script script;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** Says what the model answers to the request of a number from 1. */
    @FunctionalInterface
    public interface Script {
        Reply reply(int number, Request request);
    }

    /** What came in. */
    public record Request(Provider provider, String path, Map<String, List<String>> headers, String body) {
        /** Everything that was said, as text. */
        public String words() {
            return body.replace("\\n", "\n").replace("\\\"", "\"");
        }
    }

    /** What goes out. */
    public sealed interface Reply {
        /** {@code cut} when the model ran out of tokens. */
        record Text(String text, boolean cut) implements Reply {}

        record ToolCall(String name, String arguments) implements Reply {}

        record Status(int code, Map<String, String> headers, String body) implements Reply {}

        /** Status 200 and this as it is. */
        record Raw(String body) implements Reply {}

        record Hangs() implements Reply {}

        /** Sends pieces for ever, with this pause between them. */
        record Endless(long pauseMillis) implements Reply {}
    }

    public static Reply draft(String sql, String rollback, String... assumptions) {
        ObjectNode node = JSON.createObjectNode().put("sql", sql).put("rollback_sql", rollback);
        var list = node.putArray("assumptions");
        for (String each : assumptions) {
            list.add(each);
        }
        node.putArray("questions");
        return new Reply.Text(node.toString(), false);
    }

    public static Reply asks(String question) {
        ObjectNode node = JSON.createObjectNode().put("sql", "").put("rollback_sql", "");
        node.putArray("assumptions");
        node.putArray("questions").add(question);
        return new Reply.Text(node.toString(), false);
    }

    public ModelStub(Script script) throws IOException {
        this.script = script;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public List<Request> requests() {
        return requests;
    }

    /** The base address that a provider's configuration names. */
    public String base(Provider provider) {
        String root = "http://127.0.0.1:" + server.getAddress().getPort();
        return switch (provider) {
            case OPENAI, ANTHROPIC -> root + "/v1";
            case OLLAMA -> root;
            case GOOGLE -> root + "/v1beta";
        };
    }

    public ModelSettings settings(Provider provider, java.time.Duration timeout) {
        return new ModelSettings(provider, base(provider), "stub", "secret-key", timeout, 4_000);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Provider provider = path.endsWith("/chat/completions")
                ? Provider.OPENAI
                : path.endsWith("/messages")
                        ? Provider.ANTHROPIC
                        : path.endsWith("/api/chat") ? Provider.OLLAMA : Provider.GOOGLE;
        Request request = new Request(
                provider,
                path,
                exchange.getRequestHeaders(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        int number;
        synchronized (requests) {
            requests.add(request);
            number = requests.size();
        }
        try (exchange) {
            send(exchange, provider, script.reply(number, request));
        } catch (IOException e) {
            // The client has had enough: that is what some of the tests are about.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, Provider provider, Reply reply)
            throws IOException, InterruptedException {
        switch (reply) {
            case Reply.Text(String text, boolean cut) -> ok(exchange, provider, Wire.text(provider, text, cut));
            case Reply.ToolCall(String name, String arguments) ->
                ok(exchange, provider, Wire.toolCall(provider, name, arguments));
            case Reply.Raw(String body) -> ok(exchange, provider, body);
            case Reply.Status(int code, Map<String, String> headers, String body) -> {
                headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
            case Reply.Hangs hangs -> Thread.sleep(20_000);
            case Reply.Endless(long pause) -> {
                exchange.getResponseHeaders().add("Content-Type", type(provider));
                exchange.sendResponseHeaders(200, 0);
                OutputStream out = exchange.getResponseBody();
                byte[] piece =
                        Wire.piece(provider, "x".repeat(pause == 0 ? 8_000 : 1)).getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < 1_000_000; i++) {
                    out.write(piece);
                    out.flush();
                    Thread.sleep(pause);
                }
            }
        }
    }

    private static void ok(HttpExchange exchange, Provider provider, String body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type(provider));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String type(Provider provider) {
        return provider == Provider.OLLAMA ? "application/x-ndjson" : "text/event-stream";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
