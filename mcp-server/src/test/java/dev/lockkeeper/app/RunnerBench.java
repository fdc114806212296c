package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.SchemaFingerprint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Files for a migration runner, emitted by a review, and the database that the real tool runs them on. */
record RunnerBench(ApplyBench bench, Cli cli, Path folder) {
    /** Statements that need every kind of step: outside of transactions, one transaction each, and a CALL that commits. */
    static final String CHANGE = """
            CREATE INDEX orders_by_status ON orders (status);
            ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
            """;

    private static final String ROWS =
            "INSERT INTO users (id, email, name) SELECT g, 'u' || g || '@example.com', 'u' FROM generate_series(1, 50) g";

    /** The review's folder; the database {@code target} has the schema from before. */
    Path review(String framework, String name, String sql, String... more) throws Exception {
        bench.database("target", ROWS);
        List<String> arguments = new ArrayList<>(List.of("--framework", framework));
        arguments.addAll(List.of(more));
        return bench.review(
                cli, bench.context(folder, "target"), cli.file(name, sql), arguments.toArray(String[]::new));
    }

    /** The schema that the submitted text makes by itself. */
    SchemaFingerprint original(String sql) throws Exception {
        bench.database("direct", ROWS);
        bench.admin("direct", "SET ROLE " + ApplyBench.ROLE + "; SET search_path = public; " + sql);
        return bench.fingerprint("direct");
    }

    /** The schema of {@code target} without what the runner itself keeps there. */
    SchemaFingerprint without(String... tables) throws SQLException {
        for (String table : tables) {
            bench.admin("target", "DROP TABLE IF EXISTS " + table + " CASCADE");
        }
        return bench.fingerprint("target");
    }

    SchemaFingerprint before() throws Exception {
        bench.database("untouched", ROWS);
        return bench.fingerprint("untouched");
    }

    /** The runner's folder and nothing else of the review is approved, and no byte of it may change. */
    static void everyByteIsSigned(Cli cli, Path runner) throws IOException {
        assertThat(cli.run("verify", runner.toString()).code()).isZero();
        try (Stream<Path> files = Files.walk(runner)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().endsWith(".add"))
                    .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                byte[] changed = bytes.clone();
                changed[changed.length / 2] ^= 1;
                Files.write(file, changed);
                assertThat(cli.run("verify", runner.toString()).code())
                        .as("one byte changed in " + file.getFileName())
                        .isEqualTo(1);
                Files.write(file, bytes);
            }
        }
        assertThat(cli.run("verify", runner.toString()).code()).isZero();
    }

    String jdbc() {
        return "jdbc:postgresql://127.0.0.1:" + bench.server.port() + "/target";
    }

    /** A tool of the operating system; what it says is in the message when it fails. */
    static String run(Path folder, Map<String, String> environment, String... command) throws Exception {
        Path output = Files.createTempFile("runner", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        Files.delete(output);
        assertThat(ended).as(String.join(" ", command) + " hangs\n" + said).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + "\n" + said)
                .isZero();
        return said;
    }

    /** Skips the test, visibly, where the tool is not installed. */
    static void needs(String install, String... probe) {
        boolean there;
        try {
            Process process =
                    new ProcessBuilder(probe).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            there = process.waitFor() == 0;
        } catch (IOException e) {
            there = false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Assumptions.assumeTrue(there, "SKIPPED, not tested with the real tool: install it with `" + install + "`");
    }

    Map<String, String> libpq() {
        return Map.of(
                "PGHOST",
                "127.0.0.1",
                "PGPORT",
                Integer.toString(bench.server.port()),
                "PGUSER",
                ApplyBench.ROLE,
                "PGPASSWORD",
                ApplyBench.PASSWORD,
                "PGDATABASE",
                "target");
    }

    /** A command of the runner. */
    interface Command {
        void run() throws Exception;
    }

    /**
     * While somebody reads {@code orders} in an open transaction, a step that needs it alone gives up after its
     * lock_timeout of 2 s, in whatever transaction the runner put it; the runner stops there.
     */
    void givesUpWaiting(Command up) throws Exception {
        try (Connection reader = bench.server.admin("target");
                Statement lock = reader.createStatement()) {
            reader.setAutoCommit(false);
            lock.execute("LOCK TABLE orders IN ACCESS SHARE MODE");
            Throwable failure = Assertions.catchThrowable(up::run);
            assertThat(failure).isNotNull();
            StringWriter said = new StringWriter();
            failure.printStackTrace(new PrintWriter(said));
            assertThat(said.toString()).contains("due to lock timeout");
            reader.rollback();
        }
        assertThat(bench.one(
                        "target",
                        "SELECT count(*) FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'token'"))
                .isEqualTo("0");
    }

    void appliedLike(String sql, String... ownTables) throws Exception {
        assertThat(without(ownTables).structure().differences(original(sql).structure()))
                .isEmpty();
        assertThat(bench.invalidIndexes("target")).isEqualTo("0");
    }
}
