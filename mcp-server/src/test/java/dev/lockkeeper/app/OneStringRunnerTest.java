package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * golang-migrate sends a file as one query string (so does Prisma). The tool is not to be had here; what PostgreSQL
 * makes of such strings is measured: no warning of a transaction in a transaction, nothing refused, up, down and up.
 */
class OneStringRunnerTest {
    @TempDir
    private Path folder;

    @Test
    void eachFileIsOneStringForTheServer() throws Exception {
        try (ApplyBench bench = ApplyBench.start(ApplyBench.MAJOR)) {
            RunnerBench runner = new RunnerBench(bench, bench.cli(folder), folder);
            Path files = runner.review("auto", "000042_token.up.sql", RunnerBench.CHANGE)
                    .resolve("golang-migrate");
            RunnerBench.everyByteIsSigned(bench.cli(folder), files);
            List<Path> ups = files(files, ".up.sql");
            List<Path> downs = files(files, ".down.sql");
            assertThat(ups.getFirst().getFileName()).hasToString("000042_token_expand_1.up.sql");
            assertThat(downs).hasSameSizeAs(ups);
            send(bench, ups.subList(0, 1));
            runner.givesUpWaiting(() -> send(bench, ups.subList(1, ups.size())));
            send(bench, ups.subList(1, ups.size()));
            send(bench, downs.reversed());
            assertThat(bench.fingerprint("target")
                            .structure()
                            .differences(runner.before().structure()))
                    .isEmpty();
            send(bench, ups);
            runner.appliedLike(RunnerBench.CHANGE);
        }
    }

    /** The driver sends the text as it is in its simple mode. */
    private static void send(ApplyBench bench, List<Path> files) throws Exception {
        try (Connection connection = bench.server.connect(ApplyBench.ROLE, ApplyBench.PASSWORD, "target")) {
            for (Path file : files) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(Files.readString(file));
                    for (SQLWarning warning = statement.getWarnings();
                            warning != null;
                            warning = warning.getNextWarning()) {
                        assertThat(warning.getSQLState())
                                .as(file + ": " + warning)
                                .isNotIn("25001", "25P01");
                    }
                }
            }
        }
    }

    private static List<Path> files(Path folder, String ending) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }
}
