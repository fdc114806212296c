package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files for Flyway, run by Flyway. */
class FlywayRunnerTest {
    private static ApplyBench bench;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        bench = ApplyBench.start(ApplyBench.MAJOR);
    }

    @AfterAll
    static void stop() throws Exception {
        bench.close();
    }

    private RunnerBench runner() throws Exception {
        return new RunnerBench(bench, bench.cli(folder), folder);
    }

    private static int migrate(RunnerBench runner, Path location, boolean lock) {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(runner.jdbc(), ApplyBench.ROLE, ApplyBench.PASSWORD)
                .locations("filesystem:" + location)
                .baselineOnMigrate(true)
                .baselineVersion("1")
                .validateMigrationNaming(false);
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(lock);
        return configuration.load().migrate().migrationsExecuted;
    }

    @Test
    void flywayRunsThePlan() throws Exception {
        RunnerBench runner = runner();
        Path out = runner.review("auto", "V42__token.sql", RunnerBench.CHANGE);
        Path files = out.resolve("flyway");
        assertThat(names(files))
                .contains("V42_1__token_expand.sql", "V42_1__token_expand.sql.conf", "U42_1__token_expand.sql")
                .contains("V42_1__token_expand.approval.dsse.json");
        assertThat(out.resolve("01_expand.sql")).exists();
        RunnerBench.everyByteIsSigned(bench.cli(folder), files);
        assertThat(bench.cli(folder).run("verify", out.toString()).code()).isZero();
        assertThat(bench.apply(bench.cli(folder), out, "target", "--dry-run").code())
                .isZero();
        Cli.Result refused = bench.apply(bench.cli(folder), files, "target", "--dry-run");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).contains("signs files for flyway");
        int count = (int) names(files).filter(name -> name.matches("V.*\\.sql")).count();
        runner.givesUpWaiting(() -> migrate(runner, files, false));
        // What ran before the step that gave up stays, and Flyway goes on behind it.
        assertThat(migrate(runner, files, false)).isEqualTo(count - 1);
        assertThat(migrate(runner, files, false)).isZero();
        runner.appliedLike(RunnerBench.CHANGE, "flyway_schema_history");
    }

    /** What the header of such a file says: with Flyway's own lock in a transaction the index waits for Flyway. */
    @Test
    void flywaysTransactionalLockBlocksWhatRunsConcurrently() throws Exception {
        RunnerBench runner = runner();
        Path files = runner.review("flyway", "V42__index.sql", "CREATE INDEX orders_by_status ON orders (status);")
                .resolve("flyway");
        Thread flyway = new Thread(() -> {
            try {
                migrate(runner, files, true);
            } catch (RuntimeException ended) {
                // Its session is ended below.
            }
        });
        flyway.start();
        String waits =
                "SELECT count(*) FROM pg_stat_activity w, pg_stat_activity h WHERE w.query LIKE 'CREATE INDEX CONC%'"
                        + " AND h.pid = ANY (pg_blocking_pids(w.pid)) AND h.state = 'idle in transaction' AND w.datname = 'target'";
        for (int i = 0; i < 300 && bench.one("target", waits).equals("0"); i++) {
            Thread.sleep(100);
        }
        assertThat(bench.one("target", waits)).isEqualTo("1");
        bench.admin(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'target' AND usename = '"
                        + ApplyBench.ROLE + "'");
        flyway.join();
    }

    /** Flyway looks into folders: what waits for a deploy must not be found, wherever the review was written. */
    @Test
    void flywayDoesNotFindWhatWaitsForADeploy() throws Exception {
        RunnerBench runner = runner();
        String rename = "ALTER TABLE countries RENAME TO nations;";
        Path out = runner.review("flyway", "V42__nations.sql", rename);
        Path later = out.resolve("later");
        assertThat(later).isDirectory();
        int now = migrate(runner, out, false);
        assertThat(now).isEqualTo((int) names(out.resolve("flyway"))
                .filter(name -> name.matches("V.*\\.sql"))
                .count());
        assertThat(bench.one("target", "SELECT to_regclass('public.countries') IS NOT NULL"))
                .isEqualTo("t");
        try (Stream<Path> files = Files.walk(later)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                assertThat(name).endsWith(".later");
                Files.move(file, out.resolve("flyway").resolve(name.replaceFirst("\\.later$", "")));
            }
        }
        RunnerBench.everyByteIsSigned(bench.cli(folder), out.resolve("flyway"));
        assertThat(migrate(runner, out, false)).isPositive();
        runner.appliedLike(rename, "flyway_schema_history");
    }

    private static Stream<String> names(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }
}
