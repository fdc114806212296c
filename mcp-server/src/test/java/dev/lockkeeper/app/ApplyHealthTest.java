package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.shadow.PlainServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that watches the application: what ends it by itself, what slows its batches down, and that it goes on afterwards. */
@ParameterizedClass(name = "on PostgreSQL {0}")
@MethodSource("majors")
class ApplyHealthTest {
    private static final String BACKFILL =
            "ALTER TABLE users ADD COLUMN moves integer DEFAULT 0;\nUPDATE users SET moves = moves + 1 WHERE country_code IS NOT NULL;\n";
    private static final String ROWS =
            "INSERT INTO public.users (email, name, country_code) SELECT 'u' || i, 'User ' || i, 'DE' FROM generate_series(1, 20000) i; ANALYZE;";
    private static ApplyBench bench;

    @Parameter
    private int major;

    @TempDir
    private Path folder;

    private Cli cli;

    static List<Integer> majors() {
        return Bench.spread(1);
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

    private Path backfill() throws Exception {
        bench.database("target", ROWS);
        return bench.review(cli, bench.context(folder, "target"), cli.file("m.sql", BACKFILL));
    }

    private Cli.Result apply(Path plan, String config) throws Exception {
        Path file = cli.file("apply.yaml", config);
        return bench.apply(cli, plan, "target", "--config", file.toString(), "--through", "2", "--yes");
    }

    private void wentOn(Path plan) throws Exception {
        bench.admin("postgres", "ALTER DATABASE target SET lockkeeper.pause_ms = 1");
        Cli.Result result = apply(plan, "apply: {max_wait_ms: 5000}\n");
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        assertThat(bench.one("target", "SELECT min(moves) || ' ' || max(moves) FROM public.users"))
                .isEqualTo("1 1");
    }

    @Test
    void aProbeThatFailsEndsTheRunByItselfAndItGoesOnLater() throws Exception {
        Path plan = backfill();
        bench.admin("postgres", "ALTER DATABASE target SET lockkeeper.pause_ms = 500");
        Path marker = folder.resolve("ill");
        Files.writeString(marker, "0.9");
        Cli.Result ended =
                apply(plan, "apply: {failures: 2, probes: [{command: [cat, " + marker + "], limit: 0.5}]}\n");
        assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(4);
        assertThat(ended.out())
                .contains("STOPPED BY ITSELF", "0.9, the limit is 0.5 (2 look(s) in a row)", "Measured: ", "Go on");
        assertThat(bench.one("target", "SELECT count(*) FROM lockkeeper.apply_step WHERE state = 'done'"))
                .isNotEqualTo("0");
        Cli.Result back = bench.apply(cli, plan, "target", "--rollback", "--yes");
        assertThat(back.code()).as(back.out()).isZero();
        wentOn(plan);
    }

    @Test
    void aTransactionThatIsOpenForTooLongEndsTheRun() throws Exception {
        Path plan = backfill();
        bench.admin("postgres", "ALTER DATABASE target SET lockkeeper.pause_ms = 200");
        try (Connection other = bench.server.connect(ApplyBench.ROLE, ApplyBench.PASSWORD, "target");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT txid_current()");
            Cli.Result ended = apply(plan, "apply: {max_transaction_ms: 1500}\n");
            assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(4);
            assertThat(ended.out()).contains("a transaction of another session is open for", "the limit is 1500 ms");
            other.rollback();
        }
        wentOn(plan);
    }

    /** The replica replays nothing: batches may fill what the limit leaves, and go on when it replays again. */
    @Test
    void aPausedReplicaHoldsTheBatchesUnderItsLimit() throws Exception {
        bench.database("target", ROWS.replace("20000", "100000"));
        try (PlainServer replica = bench.server.standby(bench.major, Map.of())) {
            Path plan = bench.review(cli, bench.context(folder, "target"), cli.file("m.sql", BACKFILL));
            String behind = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint FROM pg_stat_replication";
            // As in production: the role that applies may see the replicas.
            bench.admin("postgres", "GRANT pg_monitor TO " + ApplyBench.ROLE);
            awaitBehind(behind, 0, 0);
            run(replica, "SELECT pg_wal_replay_pause()");
            bench.admin("postgres", "ALTER DATABASE target SET lockkeeper.pause_ms = 1");
            long limit = 8 << 20;
            CompletableFuture<Cli.Result> run = CompletableFuture.supplyAsync(() -> {
                try {
                    return apply(plan, "apply: {replica_bytes: " + limit + "}\n");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            awaitBehind(behind, limit / 2, Long.MAX_VALUE);
            Thread.sleep(3_000);
            long held = Long.parseLong(bench.one("postgres", behind));
            assertThat(run).isNotDone();
            assertThat(held).as("WAL that the paused replica has not replayed").isLessThan(limit);
            assertThat(bench.one("target", "SELECT count(*) FROM public.users WHERE moves = 0"))
                    .isNotEqualTo("0");
            run(replica, "SELECT pg_wal_replay_resume()");
            Cli.Result result = run.get();
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(bench.one("target", "SELECT min(moves) || ' ' || max(moves) FROM public.users"))
                    .isEqualTo("1 1");
            assertThat(Files.readString(folder.resolve("state/lockkeeper/approvals.jsonl")))
                    .contains("paced", "hold");
        }
    }

    private static void run(PlainServer server, String sql) throws Exception {
        try (Connection admin = server.admin("postgres");
                Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void awaitBehind(String query, long least, long most) throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (System.nanoTime() < end) {
            String value = bench.one("postgres", "SELECT coalesce((" + query + "), -1)");
            long bytes = Long.parseLong(value);
            if (bytes >= least && bytes <= most) {
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("the replica was never between " + least + " and " + most + " bytes behind");
    }

    @Test
    void aMisspeltLimitIsNoLimit() throws Exception {
        Path plan = bench.nullable(cli, folder);
        for (String config : List.of(
                "apply: {max_wait: 5}\n",
                "apply: {probes: [{commands: [true]}]}\n",
                "apply: {probes: [{limit: 1}]}\n",
                "apply: {probes: [{prometheus: \"http://u:hidden@host/\", limit: 1}]}\n",
                "apply: {max_wait_ms: 0}\n",
                "apply: {failures: 0}\n")) {
            Path file = cli.file("apply.yaml", config);
            Cli.Result result = bench.apply(cli, plan, "target", "--config", file.toString(), "--yes");
            assertThat(result.code()).as(config + result.out() + result.err()).isEqualTo(2);
            assertThat(result.err()).contains("apply.yaml").doesNotContain("hidden");
        }
        assertThat(bench.one("target", "SELECT count(*) FROM pg_attribute WHERE attname = 'seen'"))
                .isEqualTo("0");
    }
}
