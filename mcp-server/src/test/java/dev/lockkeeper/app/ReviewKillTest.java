package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A review that is killed, terminated or left by its client in the middle of a dry run: no process, database or file of
 * it is there after the next start, or at once where the process could still clean up.
 */
@Timeout(240)
class ReviewKillTest {
    private static final String SLOW = "SELECT pg_sleep(30);\nALTER TABLE users ADD COLUMN extra text;\n";
    private static final String QUICK = "ALTER TABLE users ADD COLUMN extra text;\n";

    @TempDir
    private Path folder;

    /** Where servers run: nothing else is in there. */
    private Path runs;

    @BeforeEach
    void prepare() throws IOException {
        runs = Files.createTempDirectory("lkk");
        Files.setPosixFilePermissions(runs, PosixFilePermissions.fromString("rwx--x--x"));
        Files.createDirectories(folder.resolve(".git"));
    }

    @AfterEach
    void clean() throws IOException {
        processes().forEach(ProcessHandle::destroyForcibly);
        try (Stream<Path> all = Files.walk(runs)) {
            all.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
    }

    /** Moments of a dry run, by what can be seen of it. */
    private enum Moment {
        FOLDER,
        SERVER,
        STATEMENT
    }

    @Test
    void whatKilledReviewsLeftIsGoneAfterTheNextStart() throws Exception {
        int left = 0;
        for (Moment moment : Moment.values()) {
            Process review = review(SLOW);
            await(moment, review);
            review.destroyForcibly().waitFor();
            left += leftovers().size() + processes().size();
        }
        assertThat(left).as("the kills came while there was something to leave").isPositive();
        Process next = review(QUICK);
        assertThat(next.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(next.exitValue()).as(text("err")).isLessThan(2);
        assertThat(leftovers()).isEmpty();
        assertThat(processes()).isEmpty();
    }

    @Test
    void aTerminatedReviewLeavesNothing() throws Exception {
        Process review = review(SLOW);
        await(Moment.STATEMENT, review);
        review.destroy();
        assertThat(review.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(leftovers()).isEmpty();
        assertThat(processes()).isEmpty();
    }

    @Test
    void anAgentThatGoesAwayCancelsItsReview() throws Exception {
        Process server =
                start("mcp", "--context", Cli.SHOP.resolve("context.json").toString());
        OutputStream in = server.getOutputStream();
        send(
                in,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");
        send(in, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        send(
                in,
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"review_migration\",\"arguments\":{\"sql\":\"SELECT pg_sleep(30); ALTER TABLE users ADD COLUMN extra text\"}}}");
        await(Moment.STATEMENT, server);
        in.close();
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).as(text("err")).isTrue();
        assertThat(leftovers()).isEmpty();
        assertThat(processes()).isEmpty();
    }

    @Test
    void aCancelledRequestEndsItsDryRunAndTheGateGoesOn() throws Exception {
        Process server =
                start("mcp", "--context", Cli.SHOP.resolve("context.json").toString());
        OutputStream in = server.getOutputStream();
        send(
                in,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");
        send(in, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        send(
                in,
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"review_migration\",\"arguments\":{\"sql\":\"SELECT pg_sleep(30); ALTER TABLE users ADD COLUMN extra text\"}}}");
        await(Moment.STATEMENT, server);
        send(
                in,
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7,\"reason\":\"changed my mind\"}}");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!processes().isEmpty() || !leftovers().isEmpty()) {
            assertThat(System.nanoTime() - end)
                    .as("still there: " + leftovers() + processes())
                    .isNegative();
            Thread.sleep(20);
        }
        while (!text("out").contains("the review was cancelled")) {
            assertThat(System.nanoTime() - end).as(text("out")).isNegative();
            Thread.sleep(20);
        }
        assertThat(server.isAlive()).isTrue();
        in.close();
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTerminatedServerLeavesNothingAndFreesItsPort() throws Exception {
        Process server = serve();
        int port = port(server);
        try (Socket client = asks(port)) {
            await(Moment.STATEMENT, server);
            server.destroy();
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 503")
                    .contains("the server ends");
        }
        assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(leftovers()).isEmpty();
        assertThat(processes()).isEmpty();
        try (ServerSocket free = new ServerSocket(port)) {
            assertThat(free.getLocalPort()).isEqualTo(port);
        }
    }

    @Test
    void aClientThatHangsUpEndsItsDryRunAndTheServerGoesOn() throws Exception {
        Process server = serve();
        int port = port(server);
        try (Socket client = asks(port)) {
            await(Moment.STATEMENT, server);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!processes().isEmpty() || !leftovers().isEmpty()) {
            assertThat(System.nanoTime() - end)
                    .as("still there: " + leftovers() + processes())
                    .isNegative();
            Thread.sleep(20);
        }
        try (Socket client = new Socket("127.0.0.1", port)) {
            client.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200");
        }
        server.destroy();
        assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private Process serve() throws IOException {
        return start(
                "serve",
                "--port",
                "0",
                "--context",
                Cli.SHOP.resolve("context.json").toString());
    }

    private int port(Process server) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!text("err").contains("Ctrl-C")) {
            assertThat(server.isAlive() && System.nanoTime() < end)
                    .as(text("err"))
                    .isTrue();
            Thread.sleep(20);
        }
        return Integer.parseInt(text("err").replaceFirst("(?s).*http://127\\.0\\.0\\.1:(\\d+).*", "$1"));
    }

    private static Socket asks(int port) throws IOException {
        String body = "{\"sql\": \"SELECT pg_sleep(30); ALTER TABLE users ADD COLUMN extra text\"}";
        Socket client = new Socket("127.0.0.1", port);
        client.getOutputStream()
                .write(("POST /api/v1/reviews HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8));
        return client;
    }

    private static void send(OutputStream in, String line) throws IOException {
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    private Process review(String sql) throws IOException {
        Path file = Files.writeString(folder.resolve("m.sql"), sql);
        return start(
                "review",
                "--shadow",
                "embedded",
                "--force",
                "--context",
                Cli.SHOP.resolve("context.json").toString(),
                file.toString());
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xss4m",
                "-Djava.io.tmpdir=" + runs,
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment()
                .put("LOCKKEEPER_KEY_FILE", folder.resolve("key.pem").toString());
        return builder.start();
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private void await(Moment moment, Process review) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!reached(moment)) {
            assertThat(review.isAlive())
                    .as("ended before: " + text("err") + text("out"))
                    .isTrue();
            assertThat(System.nanoTime() - end).as("no " + moment).isNegative();
            Thread.sleep(5);
        }
    }

    private boolean reached(Moment moment) throws IOException {
        return switch (moment) {
            case FOLDER -> !leftovers().isEmpty();
            case SERVER -> !processes().isEmpty();
            case STATEMENT -> processes().stream().anyMatch(ReviewKillTest::sleeps);
        };
    }

    /** PostgreSQL shows in the title of a process what it does; a sleep of 30 s stays long enough to be seen. */
    private static boolean sleeps(ProcessHandle process) {
        try {
            String title = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
            return title.contains("lockkeeper_migrator") && title.contains("SELECT");
        } catch (IOException e) {
            return false;
        }
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> all = Files.list(runs)) {
            return all.filter(path -> path.getFileName().toString().startsWith("lockkeeper-"))
                    .toList();
        }
    }

    /** Processes that work below the folder of runs. */
    private List<ProcessHandle> processes() throws IOException {
        Path real = runs.toRealPath();
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    try {
                        return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"))
                                .startsWith(real);
                    } catch (IOException e) {
                        return false;
                    }
                })
                .toList();
    }
}
