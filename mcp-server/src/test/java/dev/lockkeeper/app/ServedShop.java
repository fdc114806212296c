package dev.lockkeeper.app;

import dev.lockkeeper.approval.SigningKeys;
import dev.lockkeeper.approval.TrustLevel;
import dev.lockkeeper.draft.ModelStub;
import dev.lockkeeper.draft.Provider;
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
    private final ModelStub model;
    private final Process process;
    private volatile boolean failing;

    /** {@code options} are of the JVM. */
    ServedShop(Path folder, String... options) throws Exception {
        this.folder = folder;
        Files.createDirectories(folder.resolve(".git"));
        model = new ModelStub((number, request) -> failing
                ? new ModelStub.Reply.Status(400, Map.of(), "no")
                : request.words().contains("What is wanted:\nadd a flavour")
                        ? ModelStub.asks("Which flavours are there?")
                        : ModelStub.draft(
                                "ALTER TABLE orders ADD COLUMN channel text",
                                "ALTER TABLE orders DROP COLUMN channel"));
        Files.writeString(
                folder.resolve("lockkeeper.yaml"),
                "context: {max_age: never}\nshadow: {mode: embedded, forecast_seconds: 0.5}\n"
                        + "llm: {base_url: \""
                        + model.base(Provider.OPENAI)
                        + "\", model: stub, key_variable: STUB_KEY}\n"
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
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        builder.environment().put("STUB_KEY", "secret");
        process = builder.start();
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
        model.close();
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
