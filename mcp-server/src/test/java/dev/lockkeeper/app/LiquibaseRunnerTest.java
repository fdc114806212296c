package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.logging.Level;
import java.util.logging.Logger;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files for Liquibase, run by Liquibase, forward and back. */
class LiquibaseRunnerTest {
    private static final Logger QUIET = Logger.getLogger("liquibase");
    private static final String[] OWN = {"databasechangelog", "databasechangeloglock"};
    private static ApplyBench bench;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        QUIET.setLevel(Level.OFF);
        bench = ApplyBench.start(ApplyBench.MAJOR);
    }

    @AfterAll
    static void stop() throws Exception {
        bench.close();
    }

    /** What is done with a changelog that includes all files of a folder and its folders. */
    private interface Work {
        void with(Liquibase liquibase) throws Exception;
    }

    private static void liquibase(RunnerBench runner, Path files, Work work) throws Exception {
        Path root = files.getParent();
        Files.writeString(root.resolve("changelog.xml"), """
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                  <includeAll path="%s" relativeToChangelogFile="true"/>
                </databaseChangeLog>
                """.formatted(files.getFileName()));
        try (Connection connection = DriverManager.getConnection(runner.jdbc(), ApplyBench.ROLE, ApplyBench.PASSWORD)) {
            work.with(new Liquibase(
                    "changelog.xml",
                    new DirectoryResourceAccessor(root),
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection))));
        }
    }

    @Test
    void liquibaseRunsThePlanAndTakesItBack() throws Exception {
        RunnerBench runner = new RunnerBench(bench, bench.cli(folder), folder);
        Path files =
                runner.review("liquibase", "42_token.sql", RunnerBench.CHANGE).resolve("liquibase");
        RunnerBench.everyByteIsSigned(bench.cli(folder), files);
        Path copy = Files.createDirectories(folder.resolve("db/changes"));
        try (var all = Files.list(files)) {
            for (Path file :
                    all.filter(path -> path.toString().endsWith(".sql")).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        runner.givesUpWaiting(() -> liquibase(runner, copy, liquibase -> liquibase.update("")));
        liquibase(runner, copy, liquibase -> liquibase.update(""));
        int changesets = Integer.parseInt(bench.one("target", "SELECT count(*) FROM databasechangelog"));
        assertThat(changesets).isGreaterThan(5);
        assertThat(bench.fingerprint("target").toString()).contains("orders_by_status");
        liquibase(runner, copy, liquibase -> liquibase.rollback(changesets, ""));
        assertThat(bench.one("target", "SELECT count(*) FROM databasechangelog"))
                .isEqualTo("0");
        bench.admin("target", "DROP TABLE databasechangelog, databasechangeloglock");
        assertThat(bench.fingerprint("target")
                        .structure()
                        .differences(runner.before().structure()))
                .isEmpty();
        liquibase(runner, copy, liquibase -> liquibase.update(""));
        runner.appliedLike(RunnerBench.CHANGE, OWN);
    }

    /** A changelog that includes all files of a folder looks into the folders below. */
    @Test
    void liquibaseDoesNotFindWhatWaitsForADeploy() throws Exception {
        RunnerBench runner = new RunnerBench(bench, bench.cli(folder), folder);
        Path out = runner.review("liquibase", "42_nations.sql", "ALTER TABLE countries RENAME TO nations;");
        assertThat(out.resolve("later")).isDirectory();
        Path copy = Files.createDirectories(folder.resolve("changes"));
        Files.move(out.resolve("liquibase"), copy.resolve("liquibase"));
        Files.move(out.resolve("later"), copy.resolve("later"));
        Files.delete(copy.resolve("liquibase/42_nations_01_expand.approval.dsse.json"));
        liquibase(runner, copy, liquibase -> liquibase.update(""));
        assertThat(bench.one("target", "SELECT to_regclass('public.countries') IS NOT NULL"))
                .isEqualTo("t");
    }
}
