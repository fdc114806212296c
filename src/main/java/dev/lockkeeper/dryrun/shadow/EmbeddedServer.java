package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A running {@code postgres} process on a Unix socket in its own folder. */
final class EmbeddedServer implements ShadowServer {
    private static final String READY = "database system is ready to accept ";
    private static final Duration START = Duration.ofSeconds(60);
    private static final int TAIL = 2000;

    private final Process process;
    private final RunDirectory run;
    private final Login admin;
    private final String description;
    private final List<String> differences;
    private final TemporaryFiles temporary;
    private boolean destroyed;

    private EmbeddedServer(
            Process process, RunDirectory run, Login admin, String description, List<String> differences) {
        this.process = process;
        this.run = run;
        this.admin = admin;
        this.description = description;
        this.differences = List.copyOf(differences);
        this.temporary = new TemporaryFiles(run.log());
    }

    /** Starts the command and waits until it accepts connections; on failure nothing keeps running. */
    static EmbeddedServer start(
            List<String> command, RunDirectory run, Login admin, String description, List<String> differences)
            throws IOException, InterruptedException, ShadowUnavailableException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(run.path().toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(run.log().toFile());
        builder.environment().clear();
        builder.environment().putAll(Programs.ENVIRONMENT);
        Process process = builder.start();
        EmbeddedServer server = new EmbeddedServer(process, run, admin, description, differences);
        long end = System.nanoTime() + START.toNanos();
        // The log line comes 30 to 40 ms after the start; pg_ctl would look only every 100 ms.
        while (!server.logTail().contains(READY)) {
            if (process.waitFor(3, TimeUnit.MILLISECONDS) || System.nanoTime() - end > 0) {
                process.destroyForcibly();
                throw new ShadowUnavailableException(
                        description + " did not start: " + server.logTail().strip()
                                + ". If memory or processes ran out, raise the limits; if a file is not found or not executable,"
                                + " choose another folder for runs (java.io.tmpdir); or use the container.");
            }
        }
        return server;
    }

    @Override
    public Login admin() {
        return admin;
    }

    @Override
    public Connection connect(Login login, String database) throws SQLException {
        return Jdbc.connect(
                "jdbc:postgresql://localhost/" + Jdbc.encode(database),
                login,
                Map.of(
                        "socketFactory", UnixSocketFactory.class.getName(),
                        "socketFactoryArg", run.socket().toString()));
    }

    @Override
    public long diskBytes() {
        return FileTree.bytes(run.data()) + FileTree.bytes(run.log());
    }

    @Override
    public OptionalLong temporaryBytes() {
        try {
            return OptionalLong.of(temporary.total());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public synchronized void destroy() throws IOException {
        if (destroyed) {
            return;
        }
        stopImmediately();
        run.destroy();
        process.destroyForcibly();
        destroyed = true;
    }

    /**
     * SIGQUIT first: the server ends its children itself and waits for them. After SIGKILL they would be left to a
     * process 1 that in many containers never collects them, and System V memory would stay behind for ever.
     */
    private void stopImmediately() {
        try {
            Programs.run(List.of("/bin/sh", "-c", "kill -QUIT " + process.pid()), Path.of("/"), Duration.ofSeconds(2));
            process.waitFor(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<String> differences() {
        return differences;
    }

    @Override
    public String logTail() {
        try {
            String text = new String(Files.readAllBytes(run.log()), StandardCharsets.UTF_8);
            return text.substring(Math.max(0, text.length() - TAIL));
        } catch (IOException e) {
            return "";
        }
    }
}
