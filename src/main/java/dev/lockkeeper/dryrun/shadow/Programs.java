package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs short programs with an empty environment and a time limit. */
final class Programs {
    /** Our own environment may hold secrets; a server and its tools need none of it. */
    static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL", "C", "TZ", "UTC");

    private Programs() {}

    /** How a program ended and what it printed on both channels. */
    record Result(int exit, String output) {
        boolean ok() {
            return exit == 0;
        }
    }

    /** Runs to the end; a program that cannot be started or takes too long has a negative exit code. */
    static Result run(List<String> command, Path directory, Duration limit) throws InterruptedException {
        Path output = null;
        try {
            // A file, not a pipe: a grandchild that keeps a pipe open would hang the reader.
            output = Files.createTempFile("lockkeeper-", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile());
            builder.environment().clear();
            builder.environment().putAll(ENVIRONMENT);
            Process process = builder.start();
            try {
                boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
                String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
                return ended
                        ? new Result(process.exitValue(), text)
                        : new Result(-1, "no end within " + limit + " " + text);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return new Result(-2, String.valueOf(e.getMessage()));
        } finally {
            if (output != null) {
                output.toFile().delete();
            }
        }
    }
}
