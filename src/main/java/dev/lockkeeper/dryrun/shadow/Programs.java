package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs short programs with an empty environment and a time limit. */
final class Programs {
    /** Our own environment may hold secrets; a server and its tools need none of it. */
    static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL", "C", "TZ", "UTC");

    private static final String SUFFIX = ".out";

    private Programs() {}

    /** How a program ended and what it printed on both channels. */
    record Result(int exit, String output) {
        boolean ok() {
            return exit == 0;
        }
    }

    /** Runs to the end; a program that cannot be started or takes too long has a negative exit code. */
    static Result run(List<String> command, Path directory, Duration limit) throws InterruptedException {
        return run(command, directory, Path.of("/dev/null"), limit);
    }

    /** The same with {@code input} as standard input. */
    static Result run(List<String> command, Path directory, Path input, Duration limit) throws InterruptedException {
        Path output = null;
        try {
            // A file, not a pipe: a grandchild that keeps a pipe open would hang the reader.
            output = Files.createTempFile("lockkeeper-", SUFFIX);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(input.toFile())
                    .redirectOutput(output.toFile());
            builder.environment().clear();
            builder.environment().putAll(ENVIRONMENT);
            Process process = builder.start();
            // Both have it open: without a name it cannot stay behind, whoever is killed now.
            try (InputStream printed = Files.newInputStream(output)) {
                Files.delete(output);
                boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
                String text = new String(printed.readAllBytes(), StandardCharsets.UTF_8).strip();
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

    /** Deletes the outputs of programs whose caller was killed in the instant between making the file and starting. */
    static void sweep(Path temporary, Instant now) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(temporary)) {
            files = all.filter(file -> file.getFileName().toString().matches("lockkeeper-[0-9]+\\" + SUFFIX))
                    .toList();
        }
        for (Path file : files) {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && file.toFile().length() == 0
                    && file.toFile().lastModified() < now.minusSeconds(5).toEpochMilli()
                    && Files.isWritable(file)) {
                Files.deleteIfExists(file);
            }
        }
    }
}
