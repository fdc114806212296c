package dev.lockkeeper.apply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a user's probe command; it gets no password and none of the connection's settings. */
final class CommandLook {
    private static final Set<String> KEPT = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SystemRoot");
    private static final int MOST_BYTES = 4096;
    private static final Pattern NUMBER = Pattern.compile("\\s*([-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?)\\b.*");

    private CommandLook() {}

    static ProbeReading at(HealthProbe.Command command, Duration patience) throws InterruptedException {
        Path output = null;
        Process process = null;
        try {
            // A file, not a pipe: a child of the command that keeps a pipe open would hold the look up.
            output = Files.createTempFile("lockkeeper-probe", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command.words());
            builder.environment().keySet().retainAll(KEPT);
            process = builder.directory(command.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return new ProbeReading.Failed("no answer within " + patience.toMillis() + " ms");
            }
            String line = firstLine(output);
            return process.exitValue() == 0
                    ? reading(command, line)
                    : new ProbeReading.Failed(
                            "exit status " + process.exitValue() + (line.isBlank() ? "" : ": " + line));
        } catch (IOException e) {
            return new ProbeReading.Failed("it cannot be started (" + e.getMessage() + ")");
        } finally {
            if (process != null) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            delete(output);
        }
    }

    private static ProbeReading reading(HealthProbe.Command command, String line) {
        if (command.limit().isEmpty()) {
            return new ProbeReading.Well();
        }
        Matcher matcher = NUMBER.matcher(line);
        return matcher.matches()
                ? new ProbeReading.Value(
                        Double.parseDouble(matcher.group(1)), command.limit().getAsDouble(), "")
                : new ProbeReading.Failed("its first line is no number: \"" + line + "\"");
    }

    private static String firstLine(Path output) throws IOException {
        try (var stream = Files.newInputStream(output)) {
            String text = new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            String line = text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
            return line.length() > 200 ? line.substring(0, 200) + "…" : line;
        }
    }

    private static void delete(@org.jspecify.annotations.Nullable Path output) {
        if (output != null) {
            try {
                Files.deleteIfExists(output);
            } catch (IOException e) {
                // A left file of the system's temporary folder is no reason to stop a change.
            }
        }
    }
}
