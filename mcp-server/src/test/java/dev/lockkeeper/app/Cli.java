package dev.lockkeeper.app;

import dev.lockkeeper.app.cli.LockkeeperCommand;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs the command line in this JVM with a key of its own in a folder that counts as a repository. */
final class Cli {
    static final Path SHOP = Path.of("..", "examples", "shop").toAbsolutePath().normalize();

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>(System.getenv());
    private byte[] input = new byte[0];

    record Result(int code, String out, String err) {}

    Cli(Path folder) throws Exception {
        this.folder = folder;
        Files.createDirectories(folder.resolve(".git"));
        environment.put("LOCKKEEPER_KEY_FILE", folder.resolve("key.pem").toString());
        environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
        environment.put("NO_COLOR", "1");
    }

    Cli with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Cli input(byte[] bytes) {
        input = bytes;
        return this;
    }

    Path folder() {
        return folder;
    }

    Path file(String name, byte[] content) throws Exception {
        return Files.write(folder.resolve(name), content);
    }

    Path file(String name, String content) throws Exception {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = LockkeeperCommand.run(
                environment,
                new ByteArrayInputStream(input),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
