package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.apply.Applier;
import dev.lockkeeper.apply.ApplyLimits;
import dev.lockkeeper.apply.ApplyOutcome;
import dev.lockkeeper.apply.ApplyPhase;
import dev.lockkeeper.apply.ApplyPlan;
import dev.lockkeeper.apply.ApplyPlans;
import dev.lockkeeper.apply.ApplyRequest;
import dev.lockkeeper.apply.HealthLimits;
import dev.lockkeeper.apply.Waiting;
import dev.lockkeeper.approval.ApprovalFolder;
import dev.lockkeeper.approval.ApprovalVerifier;
import dev.lockkeeper.approval.VerificationKeys;
import dev.lockkeeper.approval.VerificationOutcome;
import dev.lockkeeper.context.snapshot.PasswordSource;
import dev.lockkeeper.context.snapshot.Target;
import dev.lockkeeper.context.snapshot.TargetReader;
import dev.lockkeeper.context.snapshot.WritableConnections;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.gate.Gates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A run of {@code apply} that meets locks, other sessions, a stop or the loss of its observer, on a real server. */
@ParameterizedClass(name = "on PostgreSQL {0}")
@MethodSource("majors")
class ApplyUnderWayTest {
    private static ApplyBench bench;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Parameter
    private int major;

    @TempDir
    private Path folder;

    private Cli cli;

    /** The oldest by itself, which has the least to offer; all of {@code LOCKKEEPER_MAJORS} where that is given. */
    static List<Integer> majors() {
        return Bench.spread(0);
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

    @Test
    void aLockThatIsNotFreeIsAskedForAgain() throws Exception {
        Path plan = bench.nullable(cli, folder);
        try (Connection holder = bench.server.admin("target")) {
            holder.setAutoCommit(false);
            try (Statement statement = holder.createStatement()) {
                statement.execute("LOCK TABLE public.orders IN ACCESS SHARE MODE");
            }
            ApplyOutcome outcome =
                    applier(pause -> commit(holder)).apply(new ApplyRequest(plan(plan), OptionalInt.empty()));
            assertThat(outcome).isInstanceOf(ApplyOutcome.Completed.class);
        }
        assertThat(bench.one("target", "SELECT attempts FROM lockkeeper.apply_step"))
                .isEqualTo("2");
        assertThat(heard).anyMatch(line -> line.contains("retry") && line.contains("55P03"));
    }

    @Test
    void aStepThatOthersWaitBehindIsCancelled() throws Exception {
        bench.database("target", "");
        Path context = bench.context(folder, "target");
        // So long that lock_timeout does not come first.
        Files.writeString(
                folder.resolve("lockkeeper.yaml"),
                "policy: {min_lock_timeout_millis: 2000}\n",
                StandardOpenOption.APPEND);
        Path plan = bench.review(
                cli,
                context,
                cli.file("m.sql", "SET lock_timeout = '10s';\nALTER TABLE orders ADD COLUMN seen timestamptz;\n"));
        try (Connection holder = bench.server.admin("target");
                Connection reader = bench.server.admin("target")) {
            holder.setAutoCommit(false);
            execute(holder, "LOCK TABLE public.orders IN ACCESS SHARE MODE");
            CompletableFuture<Void> behind = CompletableFuture.runAsync(() -> {
                until("SELECT count(*) FROM pg_locks WHERE NOT granted", "1");
                execute(reader, "SELECT count(*) FROM public.orders");
            });
            ApplyOutcome outcome =
                    applier(pause -> commit(holder)).apply(new ApplyRequest(plan(plan), OptionalInt.empty()));
            assertThat(behind).as("outcome: %s, heard: %s", outcome, heard).succeedsWithin(Duration.ofMinutes(2));
            assertThat(outcome).isInstanceOf(ApplyOutcome.Completed.class);
        }
        assertThat(heard).anyMatch(line -> line.contains("1 session(s) waited behind it"));
    }

    @Test
    void anIndexBuildThatWasStoppedIsCleanedUpAndBuiltAgainOrTakenBack() throws Exception {
        for (boolean back : new boolean[] {false, true}) {
            bench.database("target", "");
            var before = bench.fingerprint("target");
            Path context = bench.context(folder, "target");
            Path migration = cli.file("i" + back + ".sql", "CREATE INDEX orders_amount_idx ON orders (amount);\n");
            ApplyRequest request = new ApplyRequest(plan(bench.review(cli, context, migration)), OptionalInt.empty());
            try (Connection holder = bench.server.admin("target")) {
                holder.setAutoCommit(false);
                execute(holder, "LOCK TABLE public.orders IN ROW EXCLUSIVE MODE");
                Applier applier = applier(pause -> {});
                CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> {
                    until("SELECT count(*) FROM pg_index WHERE NOT indisvalid", "1");
                    applier.stop();
                });
                assertThat(applier.apply(request))
                        .isInstanceOfSatisfying(
                                ApplyOutcome.Stopped.class,
                                stopped -> assertThat(stopped.reason()).contains("stopped on request"));
                stop.join();
                holder.commit();
            }
            assertThat(bench.invalidIndexes("target")).isEqualTo("1");
            Applier next = applier(pause -> {});
            assertThat(back ? next.rollback(request) : next.apply(request)).isInstanceOf(ApplyOutcome.Completed.class);
            assertThat(bench.invalidIndexes("target")).isEqualTo("0");
            if (back) {
                assertThat(before.differences(bench.fingerprint("target"))).isEmpty();
            } else {
                assertThat(heard).anyMatch(line -> line.contains("dropping INVALID index public.orders_amount_idx"));
                assertThat(bench.one("target", "SELECT to_regclass('public.orders_amount_idx')::text"))
                        .isEqualTo("orders_amount_idx");
            }
        }
    }

    @Test
    void aPhaseThatWaitsForADeployIsAStopUntilItIsConfirmed() throws Exception {
        bench.database("target", "");
        ApplyPlan signed = plan(bench.review(
                cli,
                bench.context(folder, "target"),
                cli.file("r.sql", "ALTER TABLE users RENAME COLUMN name TO full_name;\n")));
        ApplyPlan plan = new ApplyPlan(
                signed.key(),
                signed.reviewId(),
                signed.requester(),
                signed.database(),
                signed.major(),
                signed.tables(),
                signed.window(),
                signed.phases().stream()
                        .map(phase -> phase.number() == 2 ? waiting(phase) : phase)
                        .toList(),
                true);
        ApplyRequest request = new ApplyRequest(plan, OptionalInt.empty());
        String before = "the application must have deployed: release 42";
        assertThat(applier(pause -> {}).apply(request))
                .isEqualTo(new ApplyOutcome.StoppedAtBoundary(List.of(1), 2, before));
        assertThat(applier(pause -> {}).apply(request))
                .isEqualTo(new ApplyOutcome.StoppedAtBoundary(List.of(), 2, before));
        assertThat(cli.run("status", "--url", bench.url("target")).out()).contains("DUE when deployed: release 42");
        assertThat(applier(pause -> {}).apply(new ApplyRequest(plan, OptionalInt.of(2))))
                .isInstanceOfSatisfying(
                        ApplyOutcome.Completed.class,
                        done -> assertThat(done.phases()).containsExactly(2));
    }

    private static ApplyPhase waiting(ApplyPhase phase) {
        return new ApplyPhase(
                phase.number(),
                phase.kind(),
                phase.schemaBefore(),
                phase.schemaAfter(),
                Optional.of("release 42"),
                phase.lost(),
                phase.up(),
                phase.down());
    }

    @Test
    void oneRunAtATime() throws Exception {
        Path plan = bench.nullable(cli, folder);
        try (Connection other = bench.server.admin("target")) {
            execute(other, "SELECT pg_advisory_lock(1279545163, 1)");
            assertThat(applier(pause -> {}).apply(new ApplyRequest(plan(plan), OptionalInt.empty())))
                    .isInstanceOfSatisfying(
                            ApplyOutcome.Refused.class,
                            refused -> assertThat(refused.reasons().getFirst()).contains("another run works"));
        }
    }

    @Test
    void aRunWhoseObserverIsGoneStopsInsteadOfGoingOnBlind() throws Exception {
        bench.database("target", "");
        Path plan = bench.review(
                cli,
                bench.context(folder, "target"),
                cli.file("b.sql", "SET lock_timeout = '60s';\nALTER TABLE orders ADD COLUMN seen timestamptz;\n"));
        try (Connection holder = bench.server.admin("target")) {
            holder.setAutoCommit(false);
            execute(holder, "LOCK TABLE public.orders IN ACCESS SHARE MODE");
            CompletableFuture<Void> loss = CompletableFuture.runAsync(() -> {
                until("SELECT count(*) FROM pg_locks WHERE NOT granted", "1");
                until(
                        "SELECT bool_and(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                + " WHERE application_name = 'lockkeeper apply observer'",
                        "t");
            });
            ApplyOutcome outcome = applier(pause -> {}).apply(new ApplyRequest(plan(plan), OptionalInt.empty()));
            loss.join();
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            ApplyOutcome.Stopped.class,
                            stopped -> assertThat(stopped.reason()).contains("the observer lost its connection"));
            holder.commit();
        }
        assertThat(heard).noneMatch(line -> line.contains("retry"));
        assertThat(bench.one("target", "SELECT count(*) FROM pg_attribute WHERE attname = 'seen'"))
                .isEqualTo("0");
    }

    private static void execute(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives up when nothing has happened for 20 s: then the run ended without it, and the test must fail, not hang. */
    private static void until(String query, String answer) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try {
            while (!bench.one("target", query).equals(answer)) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("was never " + answer + ": " + query);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Applier applier(Waiting waiting) throws Exception {
        Target target = new PasswordSource(Map.of("PGPASSWORD", ApplyBench.PASSWORD))
                .complete(
                        new TargetReader(Map.of())
                                .read(new TargetReader.Given(
                                        Optional.of(bench.url("target")),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())),
                        Optional.empty());
        return new Applier(
                (name, settings) -> WritableConnections.open(target, name, settings),
                new ApplyLimits(
                        Duration.ZERO,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(10),
                        2,
                        HealthLimits.DEFAULT),
                Clock.systemUTC(),
                waiting,
                new Random(7),
                (what, line, details) -> heard.add(line));
    }

    private ApplyPlan plan(Path folder) {
        Gates gates = new Gates(Map.of(), Clock.systemUTC());
        VerificationKeys keys = VerificationKeys.read(this.folder.resolve(VerificationKeys.FOLDER));
        return switch (new ApprovalVerifier(keys, Clock.systemUTC()).verify(ApprovalFolder.read(folder))) {
            case VerificationOutcome.Valid valid ->
                new ApplyPlans(gates.reader()).of(valid.approvals().getFirst());
            case VerificationOutcome.Invalid invalid ->
                throw new AssertionError(invalid.reasons().toString());
        };
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
