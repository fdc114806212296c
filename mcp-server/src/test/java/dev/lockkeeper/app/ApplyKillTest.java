package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of {@code apply}, and of the server, at random moments of a plan with transactions, batches and
 * concurrent indexes: after the same command again the end is that of an uninterrupted run.
 */
class ApplyKillTest {
    /** A batch that ran twice shows: the counter is then 2. */
    private static final String MIGRATION = """
            ALTER TABLE users ADD COLUMN moves integer DEFAULT 0;
            UPDATE users SET moves = moves + 1 WHERE country_code IS NOT NULL;
            CREATE INDEX users_moves_idx ON users (moves);
            CREATE INDEX orders_amount_idx ON orders (amount, reference);
            """;

    private static final String ROWS = """
            INSERT INTO public.users (email, name, country_code, created_at, updated_at)
              SELECT 'u' || i || '@example.com', 'User ' || i, CASE WHEN i % 10 > 0 THEN 'DE' END, '2026-01-01', '2026-01-01' FROM generate_series(1, 6000) i;
            INSERT INTO public.customers SELECT 1, 'Company', 'DE1', 1;
            INSERT INTO public.orders (id, customer_id, total, amount, reference)
              SELECT i, 1, i, i % 997, 'ref ' || i FROM generate_series(1, 60000) i;
            ANALYZE;
            """;

    private static ApplyBench bench;

    @TempDir
    private Path folder;

    private Cli cli;
    private Path plan;

    @BeforeAll
    static void start() throws Exception {
        bench = ApplyBench.start(ApplyBench.MAJOR);
    }

    @AfterAll
    static void stop() throws Exception {
        bench.close();
    }

    @BeforeEach
    void approved() throws Exception {
        cli = bench.cli(folder);
        Path context = fresh();
        plan = bench.review(cli, context, cli.file("m.sql", MIGRATION));
    }

    private Path fresh() throws Exception {
        bench.database("target", ROWS);
        bench.admin("postgres", "ALTER DATABASE target SET lockkeeper.pause_ms = 20");
        return bench.context(folder, "target");
    }

    /** Everything that must be equal after an interrupted and an uninterrupted run. */
    private record End(String schema, String rows, String moves, String invalid, String left) {}

    private End end() throws Exception {
        return new End(
                bench.fingerprint("target").digest(),
                bench.one("target", "SELECT md5(string_agg(u::text, ',' ORDER BY id)) FROM public.users u"),
                bench.one("target", "SELECT sum(moves) || ' ' || max(moves) FROM public.users"),
                bench.invalidIndexes("target"),
                bench.one("target", "SELECT count(*) FROM lockkeeper.apply_step WHERE state <> 'done'"));
    }

    private Cli.Result apply() {
        return bench.apply(cli, plan, "target", "--through", last(), "--yes");
    }

    private String last() {
        try (var files = Files.list(plan)) {
            return Long.toString(
                    files.filter(file -> file.toString().endsWith(".sql")).count());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private End uninterrupted() throws Exception {
        fresh();
        Cli.Result result = apply();
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        End end = end();
        assertThat(end.moves()).isEqualTo("5400 1");
        assertThat(end.invalid()).isEqualTo("0");
        return end;
    }

    @Test
    void killedEightTimes() throws Exception {
        kill(8, 11);
    }

    @Test
    @Tag("exam")
    void killedFiftyTimes() throws Exception {
        kill(50, 12);
    }

    @Test
    void theServerDiesTwice() throws Exception {
        crash(2, 13);
    }

    /** The database accepts to lose its last commits, up to ten seconds of them; what {@code apply} calls done stays. */
    @Test
    void whatIsDoneOutlivesTheServerEvenWhereCommitsAreAsynchronous() throws Exception {
        End expected = uninterrupted();
        fresh();
        bench.admin("postgres", "ALTER SYSTEM SET wal_writer_delay = '10s'");
        bench.admin("postgres", "SELECT pg_reload_conf()");
        bench.admin("postgres", "ALTER DATABASE target SET synchronous_commit = off");
        Cli.Result result = apply();
        bench.server.crash();
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        bench.server.restart();
        bench.admin("postgres", "ALTER SYSTEM RESET wal_writer_delay");
        bench.admin("postgres", "SELECT pg_reload_conf()");
        assertThat(end()).isEqualTo(expected);
        assertThat(bench.one("target", "SELECT string_agg(DISTINCT state, ',') FROM lockkeeper.apply_phase"))
                .isEqualTo("done");
    }

    @Test
    @Tag("exam")
    void theServerDiesTenTimes() throws Exception {
        crash(10, 14);
    }

    private void kill(int times, long seed) throws Exception {
        End expected = uninterrupted();
        long work = Long.parseLong(
                bench.one(
                        "target",
                        "SELECT (extract(epoch FROM max(finished_at) - min(started_at)) * 1000)::bigint FROM lockkeeper.apply_step"));
        Random random = new Random(seed);
        int inTheMiddle = 0;
        for (int round = 1; round <= times; round++) {
            fresh();
            Process child = child();
            try {
                while (child.isAlive()
                        && bench.one(
                                        "postgres",
                                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lockkeeper apply'")
                                .equals("0")) {
                    child.waitFor(20, TimeUnit.MILLISECONDS);
                }
                child.waitFor(random.nextLong(work + work / 4), TimeUnit.MILLISECONDS);
            } finally {
                child.destroyForcibly().waitFor();
            }
            inTheMiddle += child.exitValue() == 137 ? 1 : 0;
            resumed(expected, "kill " + round + " of seed " + seed);
        }
        assertThat(inTheMiddle).as("kills that hit a running apply").isPositive();
    }

    private void crash(int times, long seed) throws Exception {
        End expected = uninterrupted();
        long work = Long.parseLong(
                bench.one(
                        "target",
                        "SELECT (extract(epoch FROM max(finished_at) - min(started_at)) * 1000)::bigint FROM lockkeeper.apply_step"));
        Random random = new Random(seed);
        for (int round = 1; round <= times; round++) {
            fresh();
            long moment = random.nextLong(work);
            CompletableFuture<Cli.Result> run = CompletableFuture.supplyAsync(this::apply);
            while (!run.isDone()
                    && bench.one(
                                    "postgres",
                                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lockkeeper apply'")
                            .equals("0")) {
                Thread.onSpinWait();
            }
            try {
                run.get(moment, TimeUnit.MILLISECONDS);
            } catch (TimeoutException inTheMiddle) {
                // The moment has come.
            }
            bench.server.crash();
            // What the dying server let it do is over before the next run looks.
            Cli.Result interrupted = run.get();
            assertThat(interrupted.code()).as(interrupted.out()).isIn(0, 3);
            assertThat(interrupted.out()).doesNotContain(ApplyBench.PASSWORD);
            bench.server.restart();
            resumed(expected, "crash " + round + " of seed " + seed);
        }
    }

    private void resumed(End expected, String when) throws Exception {
        Cli.Result result = apply();
        assertThat(result.code()).as(when + "\n" + result.out() + result.err()).isZero();
        assertThat(end()).as(when).isEqualTo(expected);
        assertThat(cli.run("audit", "verify").code())
                .as("the log after " + when)
                .isZero();
    }

    private Process child() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xss4m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lockkeeper.app.Main",
                "apply",
                "--plan",
                plan.toString(),
                "--url",
                bench.url("target"),
                "--through",
                last(),
                "--yes"));
        builder.environment().put("PGPASSWORD", ApplyBench.PASSWORD);
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();
    }
}
