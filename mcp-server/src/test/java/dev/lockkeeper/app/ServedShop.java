package dev.lockkeeper.app;

import com.sun.net.httpserver.HttpServer;
import dev.lockkeeper.approval.SigningKeys;
import dev.lockkeeper.approval.TrustLevel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code lockkeeper serve} as a process of its own, for the example shop, its staging and a scripted model. */
final class ServedShop implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("lockkeeper serves http://127\\.0\\.0\\.1:(\\d+)");

    private final Path folder;
    private final HttpServer model;
    private final Process process;
    private volatile boolean failing;

    /** {@code options} are of the JVM. */
    ServedShop(Path folder, String... options) throws Exception {
        this.folder = folder;
        Files.createDirectories(folder.resolve(".git"));
        model = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        model.createContext("/v1/chat/completions", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = completion().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(failing ? 400 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        model.start();
        Files.writeString(
                folder.resolve("lockkeeper.yaml"),
                "context: {max_age: never}\nshadow: {mode: embedded, forecast_seconds: 0.5}\n"
                        + "llm: {base_url: \"http://127.0.0.1:"
                        + model.getAddress().getPort()
                        + "/v1\", model: stub, key_variable: STUB_KEY}\n"
                        + "databases:\n  shop: {snapshot: '" + Cli.SHOP.resolve("context.json") + "'}\n"
                        + "  staging: {snapshot: '" + Cli.SHOP.resolve("staging.json") + "'}\n");
        List<String> command = new java.util.ArrayList<>(
                List.of(System.getProperty("java.home") + "/bin/java", "-Xss4m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "serve", "--port", "0"));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.redirectOutput(log().toFile());
        builder.environment()
                .put("LOCKKEEPER_KEY_FILE", folder.resolve("key.pem").toString());
        builder.environment().put("STUB_KEY", "secret");
        process = builder.start();
    }

    private static String completion() throws IOException {
        return ApiClient.JSON.writeValueAsString(Map.of(
                "id",
                "x",
                "object",
                "chat.completion",
                "created",
                1,
                "model",
                "stub",
                "choices",
                List.of(Map.of(
                        "index",
                        0,
                        "finish_reason",
                        "stop",
                        "message",
                        Map.of(
                                "role",
                                "assistant",
                                "content",
                                "{\"sql\": \"ALTER TABLE orders ADD COLUMN channel text\", \"rollback_sql\":"
                                        + " \"ALTER TABLE orders DROP COLUMN channel\", \"assumptions\": []}"))),
                "usage",
                Map.of("prompt_tokens", 1, "completion_tokens", 1, "total_tokens", 2)));
    }

    /** Waits until it serves. */
    int port() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (process.isAlive() && System.nanoTime() < end) {
            Matcher port = PORT.matcher(Files.readString(log()));
            if (port.find()) {
                return Integer.parseInt(port.group(1));
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("does not serve: " + Files.readString(log()));
    }

    Process process() {
        return process;
    }

    /** From now on the model answers nothing that can be used. */
    void theModelFails() {
        failing = true;
    }

    /** Makes the key that it signs with one that its repository trusts. */
    void trustItsKey() throws Exception {
        SigningKeys keys = new SigningKeys(
                Map.of("LOCKKEEPER_KEY_FILE", folder.resolve("key.pem").toString()), new SecureRandom());
        keys.publish(keys.loadOrCreate(TrustLevel.LOCAL), folder);
    }

    private Path log() {
        return folder.resolve("serve.log");
    }

    @Override
    public void close() throws InterruptedException {
        model.stop(0);
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
