package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.dryrun.Bench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code kill -9} of {@code apply}, forwards and back, and of the server, at random moments of plans with transactions,
 * batches, triggers, validations and concurrent indexes: after the same command again the end is that of an
 * uninterrupted run. Half of the killed runs are killed once more while they go on.
 */
@ParameterizedClass(name = "on PostgreSQL {0}")
@MethodSource("majors")
class ApplyKillTest {
    /** A batch that ran twice shows: the counter is then 2. */
    private static final String COUNTER = """
            ALTER TABLE users ADD COLUMN moves integer DEFAULT 0;
            UPDATE users SET moves = moves + 1 WHERE country_code IS NOT NULL;
            CREATE INDEX users_moves_idx ON users (moves);
            CREATE INDEX orders_amount_idx ON orders (amount, reference);
            """;

    /** A second column with triggers, batches and a swap; constraints in two steps; the index of a foreign key. */
    private static final String SEVERAL = """
            ALTER TABLE orders ALTER COLUMN quantity TYPE bigint;
            ALTER TABLE orders ADD CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES users (id);
            """;

    private static final String ROWS = """
            INSERT INTO public.users (email, name, country_code, created_at, updated_at)
              SELECT 'u' || i || '@example.com', 'User ' || i, CASE WHEN i % 10 > 0 THEN 'DE' END, '2026-01-01', '2026-01-01' FROM generate_series(1, 6000) i;
            INSERT INTO public.customers SELECT 1, 'Company', 'DE1', 1;
            INSERT INTO public.orders (id, customer_id, user_id, total, amount, quantity, reference, created_at)
              SELECT i, 1, i % 6000 + 1, i, i % 997, i % 7, 'ref ' || i, '2026-01-01' FROM generate_series(1, 60000) i;
            ANALYZE;
            """;

    private static ApplyBench bench;

    @Parameter
    private int major;

    @TempDir
    private Path folder;

    private Cli cli;
    private Path plan;

    /** The newest by itself; all of {@code LOCKKEEPER_MAJORS} where that is given. */
    static List<Integer> majors() {
        return Bench.spread(2);
    }

    @BeforeParameterizedClassInvocation
    static void start(int major) throws Exception {
        bench = ApplyBench.start(major);
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        bench.close();
    }

    @BeforeEach
    void commandLine() throws Exception {
        cli = bench.cli(folder);
    }

    private void approved(String migration) throws Exception {
        plan = bench.review(cli, fresh(), cli.file("m.sql", migration));
    }

    private Path fresh() throws Exception {
        bench.database("target", ROWS);
        bench.admin("postgres", "ALTER DATABASE target SET lockkeeper.pause_ms = 20");
        bench.admin("postgres", "ALTER DATABASE target SET lockkeeper.batch_rows = 1500");
        return bench.context(folder, "target");
    }

    /** Everything that must be equal after an interrupted and an uninterrupted run: schema, rows, and nothing left over. */
    private record End(String schema, String rows, String invalid, String phases, String left) {}

    private End end() throws Exception {
        StringBuilder rows = new StringBuilder();
        for (String table : List.of("users", "customers", "orders")) {
            rows.append(bench.one(
                    "target",
                    "SELECT count(*) || ' ' || md5(string_agg((to_jsonb(t) - 'updated_at')::text, ',' ORDER BY id)) || ' ' FROM public."
                            + table + " t"));
        }
        return new End(
                bench.fingerprint("target").digest(),
                rows.toString(),
                bench.invalidIndexes("target"),
                bench.one("target", "SELECT string_agg(state, ',' ORDER BY phase) FROM lockkeeper.apply_phase"),
                bench.one(
                        "target",
                        "SELECT (SELECT count(*) FROM lockkeeper.apply_step WHERE state <> 'done') || ' steps, '"
                                + " || (SELECT count(*) FROM pg_proc WHERE pronamespace = 'lockkeeper'::regnamespace) || ' functions, '"
                                + " || (SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'lockkeeper'::regnamespace)"));
    }

    private String[] forward() {
        try (var files = Files.list(plan)) {
            long last = files.filter(file -> file.toString().endsWith(".sql")).count();
            return new String[] {"--through", Long.toString(last), "--yes"};
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String[] back() {
        return new String[] {"--rollback", "--yes"};
    }

    private void done(Cli.Result result, String when) {
        assertThat(result.code()).as(when + "\n" + result.out() + result.err()).isZero();
    }

    /** What a run by itself leaves, and for how many milliseconds it worked. */
    private record Whole(End end, long millis) {}

    private Whole uninterrupted(boolean back) throws Exception {
        ready(back);
        long start = System.nanoTime();
        done(bench.apply(cli, plan, "target", back ? back() : forward()), "uninterrupted");
        long millis = (System.nanoTime() - start) / 1_000_000;
        End end = end();
        assertThat(end.invalid()).isEqualTo("0");
        return new Whole(end, millis);
    }

    private void ready(boolean back) throws Exception {
        fresh();
        if (back) {
            done(bench.apply(cli, plan, "target", forward()), "before the way back");
        }
    }

    @Test
    void killedSixTimes() throws Exception {
        approved(COUNTER);
        assertThat(kill("counter", 6, 11, false)).isPositive();
    }

    /** Nine rounds a major, each with one kill or two: all seven majors together see more than fifty. */
    @Test
    @Tag("exam")
    void killedInTheMiddleOfSeveralChangesAndOfTheirWayBack() throws Exception {
        approved(COUNTER);
        int hits = kill("counter", 3, 100 + major, false);
        Files.move(plan, folder.resolve("counter.out"));
        approved(SEVERAL);
        hits += kill("several", 3, 200 + major, false) + kill("several, back", 3, 300 + major, true);
        assertThat(hits).as("kills that hit a running apply").isPositive();
    }

    @Test
    void theServerDiesTwice() throws Exception {
        approved(COUNTER);
        crash("counter", 2, 13);
    }

    @Test
    @Tag("exam")
    void theServerDiesTwiceInTheMiddleOfSeveralChanges() throws Exception {
        approved(SEVERAL);
        crash("several", 2, 400 + major);
    }

    /** The database accepts to lose its last commits, up to ten seconds of them; what {@code apply} calls done stays. */
    @Test
    void whatIsDoneOutlivesTheServerEvenWhereCommitsAreAsynchronous() throws Exception {
        approved(COUNTER);
        End expected = uninterrupted(false).end();
        assertThat(bench.one("target", "SELECT sum(moves) || ' ' || max(moves) FROM public.users"))
                .isEqualTo("5400 1");
        fresh();
        bench.admin("postgres", "ALTER SYSTEM SET wal_writer_delay = '10s'");
        bench.admin("postgres", "SELECT pg_reload_conf()");
        bench.admin("postgres", "ALTER DATABASE target SET synchronous_commit = off");
        Cli.Result result = bench.apply(cli, plan, "target", forward());
        bench.server.crash();
        done(result, "asynchronous commits");
        bench.server.restart();
        bench.admin("postgres", "ALTER SYSTEM RESET wal_writer_delay");
        bench.admin("postgres", "SELECT pg_reload_conf()");
        assertThat(end()).isEqualTo(expected);
    }

    /** How many of the kills hit a run that was still at work. */
    private int kill(String what, int rounds, long seed, boolean back) throws Exception {
        Whole whole = uninterrupted(back);
        Random random = new Random(seed);
        int hits = 0;
        for (int round = 1; round <= rounds; round++) {
            ready(back);
            for (int again = random.nextInt(2); again >= 0; again--) {
                long moment = random.nextLong(whole.millis());
                if (killed(moment, back ? back() : forward())) {
                    hit(what, round, "kill", moment);
                    hits++;
                }
            }
            resumed(whole.end(), "kill " + round + " of seed " + seed, back ? back() : forward());
        }
        return hits;
    }

    /** Whether a run of its own process was still at work when it was killed, that long after it had connected. */
    private boolean killed(long moment, String... arguments) throws Exception {
        Process child = child(arguments);
        try {
            while (child.isAlive() && connected().equals("0")) {
                child.waitFor(20, TimeUnit.MILLISECONDS);
            }
            child.waitFor(moment, TimeUnit.MILLISECONDS);
        } finally {
            child.destroyForcibly().waitFor();
        }
        return child.exitValue() == 137;
    }

    private static String connected() throws Exception {
        return bench.one(
                "postgres", "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lockkeeper apply'");
    }

    private void crash(String what, int rounds, long seed) throws Exception {
        Whole whole = uninterrupted(false);
        Random random = new Random(seed);
        for (int round = 1; round <= rounds; round++) {
            fresh();
            long moment = random.nextLong(whole.millis());
            CompletableFuture<Cli.Result> run =
                    CompletableFuture.supplyAsync(() -> bench.apply(cli, plan, "target", forward()));
            while (!run.isDone() && connected().equals("0")) {
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
            hit(what, round, "crash", moment);
            resumed(whole.end(), "crash " + round + " of seed " + seed, forward());
        }
    }

    /** One line a hit, for docs/benchmarks/apply-kill.md: which step it met. */
    private void hit(String what, int round, String kind, long moment) throws Exception {
        boolean begun = bench.one("target", "SELECT to_regclass('lockkeeper.apply_step') IS NOT NULL")
                .equals("t");
        String step = begun
                ? bench.one(
                        "target",
                        "SELECT coalesce(max(direction || ' ' || step || ' ' || title) FILTER (WHERE state = 'started'), 'between steps') FROM lockkeeper.apply_step")
                : "before the first step";
        String line =
                String.join("\t", kind, Integer.toString(major), what, Integer.toString(round), moment + " ms", step);
        Files.writeString(
                Path.of("target", "apply-kill.tsv"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void resumed(End expected, String when, String... arguments) throws Exception {
        Cli.Result result = bench.apply(cli, plan, "target", arguments);
        done(result, when);
        assertThat(end()).as(when).isEqualTo(expected);
        assertThat(cli.run("audit", "verify").code())
                .as("the log after " + when)
                .isZero();
    }

    private Process child(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
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
                bench.url("target")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PGPASSWORD", ApplyBench.PASSWORD);
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();
    }
}
