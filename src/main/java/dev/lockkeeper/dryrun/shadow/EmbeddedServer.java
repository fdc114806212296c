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
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final int TAIL = 2000;

    /** What changes in the files of a server that is stopped. */
    interface FileWork {
        void run(StretchedFiles files) throws IOException;
    }

    private final List<String> command;
    private final StretchedFiles files;
    private Process process;
    private final RunDirectory run;
    private final Login admin;
    private final String description;
    private final List<String> differences;
    private final TemporaryFiles temporary;
    private boolean destroyed;

    private EmbeddedServer(
            List<String> command,
            Process process,
            RunDirectory run,
            Login admin,
            String description,
            List<String> differences) {
        this.command = List.copyOf(command);
        this.process = process;
        this.files = new StretchedFiles(run.data());
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
        // Another server may have written to it, which is gone.
        long from = Files.exists(run.log()) ? Files.size(run.log()) : 0;
        EmbeddedServer server = new EmbeddedServer(command, launch(command, run), run, admin, description, differences);
        server.awaitReady(from);
        return server;
    }

    private static Process launch(List<String> command, RunDirectory run) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(run.path().toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(run.log().toFile()));
        builder.environment().clear();
        builder.environment().putAll(Programs.ENVIRONMENT);
        return builder.start();
    }

    /** {@code from} is the length of the log before the start. */
    private void awaitReady(long from) throws InterruptedException, ShadowUnavailableException {
        long end = System.nanoTime() + START.toNanos();
        // The log line comes 30 to 40 ms after the start; pg_ctl would look only every 100 ms.
        while (!log(from).contains(READY)) {
            if (process.waitFor(3, TimeUnit.MILLISECONDS) || System.nanoTime() - end > 0) {
                process.destroyForcibly();
                throw new ShadowUnavailableException(
                        description + " did not start: " + logTail().strip()
                                + ". If memory or processes ran out, raise the limits; if a file is not found or not executable,"
                                + " choose another folder for runs (java.io.tmpdir); or use the container.");
            }
        }
    }

    /** Stops the server in order, so that its files are complete, and starts it again. */
    synchronized void restart(FileWork between) throws IOException, InterruptedException, ShadowUnavailableException {
        if (destroyed) {
            throw new ShadowUnavailableException("the server is gone");
        }
        signal("INT");
        if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            throw new ShadowUnavailableException(description + " did not stop within " + STOP.toSeconds() + " s");
        }
        between.run(files);
        long from = Files.size(run.log());
        process = launch(command, run);
        awaitReady(from);
    }

    private void signal(String name) throws InterruptedException {
        Programs.run(
                List.of("/bin/sh", "-c", "kill -" + name + " " + process.pid()), Path.of("/"), Duration.ofSeconds(2));
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
        return FileTree.bytes(run.data()) + FileTree.bytes(run.log()) - files.holes();
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
            signal("QUIT");
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
        String text = log(0);
        return text.substring(Math.max(0, text.length() - TAIL));
    }

    private String log(long from) {
        try {
            byte[] all = Files.readAllBytes(run.log());
            int start = (int) Math.min(from, all.length);
            return new String(all, start, all.length - start, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
