package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.apply.Applier;
import dev.lockkeeper.apply.ApplyLimits;
import dev.lockkeeper.apply.ApplyOutcome;
import dev.lockkeeper.apply.ApplyPlan;
import dev.lockkeeper.apply.ApplyPlans;
import dev.lockkeeper.apply.ApplyRequest;
import dev.lockkeeper.apply.Waiting;
import dev.lockkeeper.approval.ApprovalFolder;
import dev.lockkeeper.approval.ApprovalVerifier;
import dev.lockkeeper.approval.VerificationKeys;
import dev.lockkeeper.approval.VerificationOutcome;
import dev.lockkeeper.context.snapshot.PasswordSource;
import dev.lockkeeper.context.snapshot.Target;
import dev.lockkeeper.context.snapshot.TargetReader;
import dev.lockkeeper.context.snapshot.WritableConnections;
import dev.lockkeeper.gate.Gates;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** {@code lockkeeper apply} with signed plans against a real server, as an ordinary role. */
class ApplyTest {
    private static final Path MIGRATIONS = Cli.SHOP.resolve("migrations");
    private static final Pattern APPROVED = Pattern.compile("-- expect: input=\\w+ verdict=approved ");
    private static ApplyBench bench;

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeAll
    static void start() throws Exception {
        bench = ApplyBench.start(ApplyBench.MAJOR);
    }

    @AfterAll
    static void stop() throws Exception {
        bench.close();
    }

    @BeforeEach
    void commandLine() throws Exception {
        cli = bench.cli(folder);
    }

    @TestFactory
    Stream<DynamicTest> everyApprovedExampleAppliesAndGoesBack() throws Exception {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            return files.sorted().filter(ApplyTest::approved).toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> upDownUp(file)));
        }
    }

    private static boolean approved(Path file) {
        try {
            Matcher matcher = APPROVED.matcher(Files.readString(file));
            return matcher.find();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void upDownUp(Path migration) throws Exception {
        bench.database("target", "");
        Path plan = bench.review(cli, bench.context(folder, "target"), migration);
        bench.database("original", "");
        bench.admin("original", "SET search_path = public; " + Files.readString(migration));
        var before = bench.fingerprint("target");

        Cli.Result dry = bench.apply(cli, plan, "target", "--dry-run", "--through", "1");
        assertThat(dry.out()).as(dry.err()).contains("phase 1", "run     1.1").doesNotContain("REFUSED");
        assertThat(bench.fingerprint("target")).isEqualTo(before);

        int phases = (int)
                Files.list(plan).filter(f -> f.toString().endsWith(".sql")).count();
        String through = Integer.toString(phases);
        Cli.Result up = bench.apply(cli, plan, "target", "--through", through, "--yes");
        assertThat(up.code()).as(up.out() + up.err()).isZero();
        assertThat(bench.invalidIndexes("target")).isEqualTo("0");
        var after = bench.fingerprint("target");

        Cli.Result again = bench.apply(cli, plan, "target", "--through", through, "--yes");
        assertThat(again.out()).contains("nothing was executed");
        Cli.Result status = cli.run("status", "--url", bench.url("target"));
        assertThat(status.out()).contains(": applied 2").doesNotContain("DUE");

        // Approved through an early phase only: the rest of the way to the original waits for a person.
        if (!status.out().contains("later phases wait for a decision")) {
            sameAsTheOriginal(migration);
        }

        long back = Files.isDirectory(plan.resolve("rollback"))
                ? Files.list(plan.resolve("rollback")).count()
                : 0;
        Cli.Result down = bench.apply(cli, plan, "target", "--rollback", "--yes");
        if (back == phases) {
            assertThat(down.code()).as(down.out()).isZero();
            assertThat(before.differences(bench.fingerprint("target"))).isEmpty();
            assertThat(bench.apply(cli, plan, "target", "--through", through, "--yes")
                            .code())
                    .isZero();
            assertThat(after.differences(bench.fingerprint("target"))).isEmpty();
        } else {
            assertThat(down.code()).as(down.out()).isEqualTo(1);
            assertThat(down.out()).contains("point of no return");
        }
        assertThat(cli.run("audit", "verify").out()).contains("intact");
    }

    /** What the plan adds knowingly (the index of a foreign key, the old name of a column) is in its report. */
    private void sameAsTheOriginal(Path migration) throws Exception {
        List<String> differences = bench.fingerprint("original")
                .structure()
                .differences(bench.fingerprint("target").structure());
        assertThat(differences.stream().filter(line -> line.startsWith("- ")).toList())
                .as("missing after %s", migration.getFileName())
                .isEmpty();
    }

    private Path nullable() throws Exception {
        bench.database("target", "");
        return bench.review(
                cli,
                bench.context(folder, "target"),
                cli.file("m.sql", "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN seen timestamptz;\n"));
    }

    private void refused(Cli.Result result, String... words) throws Exception {
        assertThat(result.code()).as(result.out() + result.err()).isEqualTo(1);
        assertThat(result.out()).contains("REFUSED").contains(words).doesNotContain(ApplyBench.PASSWORD);
        assertThat(bench.one("target", "SELECT count(*) FROM pg_attribute WHERE attname = 'seen'"))
                .isEqualTo("0");
        assertThat(bench.one("target", "SELECT count(*) FROM pg_namespace WHERE nspname = 'lockkeeper'"))
                .isEqualTo("0");
    }

    @Test
    void aChangedByteInAnyFileIsRefused() throws Exception {
        Path plan = nullable();
        try (Stream<Path> files = Files.walk(plan)) {
            for (Path file : files.filter(path ->
                            path.toString().endsWith(".sql") || path.toString().endsWith(".dsse.json"))
                    .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                byte[] changed = bytes.clone();
                changed[changed.length / 2] ^= 1;
                Files.write(file, changed);
                refused(
                        bench.apply(cli, plan, "target", "--yes"),
                        file.getFileName().toString());
                Files.write(file, bytes);
            }
        }
        Files.writeString(plan.resolve("03_more.sql"), "DROP TABLE orders;");
        refused(bench.apply(cli, plan, "target", "--yes"), "03_more.sql", "not signed");
    }

    @Test
    void anotherDatabaseServerSchemaOrSizeIsRefused() throws Exception {
        Path plan = nullable();
        bench.database("other", "");
        assertThat(bench.apply(cli, plan, "other", "--yes").out())
                .contains("the database is called other", "Name that database");

        Path context = bench.context(folder, "target");
        Files.writeString(
                context,
                Files.readString(context).replaceAll("\"system_identifier\":\"\\d+\"", "\"system_identifier\":\"7\""));
        refused(
                bench.apply(
                        cli,
                        bench.review(cli, context, cli.file("s.sql", "ALTER TABLE orders ADD COLUMN seen int;")),
                        "target",
                        "--yes"),
                "another server");

        bench.admin("target", "ALTER TABLE public.orders ADD COLUMN surprise int");
        refused(bench.apply(cli, plan, "target", "--yes"), "the schema is not the one", "lockkeeper drift");
    }

    @Test
    void aForeignKeyOfTheSignerIsRefused() throws Exception {
        Path plan = nullable();
        try (Stream<Path> keys = Files.list(folder.resolve(".lockkeeper/keys"))) {
            for (Path key : keys.toList()) {
                Files.delete(key);
            }
        }
        refused(bench.apply(cli, plan, "target", "--yes"), "not among the trusted keys");
    }

    @Test
    void withoutYesNothingIsExecuted() throws Exception {
        Path plan = nullable();
        Cli.Result result = bench.apply(cli, plan, "target");
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("ALTER TABLE orders ADD COLUMN seen", "add --yes");
        assertThat(bench.one("target", "SELECT count(*) FROM pg_attribute WHERE attname = 'seen'"))
                .isEqualTo("0");
    }

    @Test
    void aLockThatIsNotFreeIsAskedForAgain() throws Exception {
        Path plan = nullable();
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
        Path plan = bench.review(
                cli,
                bench.context(folder, "target"),
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
    void oneRunAtATime() throws Exception {
        Path plan = nullable();
        try (Connection other = bench.server.admin("target")) {
            execute(other, "SELECT pg_advisory_lock(1279545163, 1)");
            assertThat(applier(pause -> {}).apply(new ApplyRequest(plan(plan), OptionalInt.empty())))
                    .isInstanceOfSatisfying(
                            ApplyOutcome.Refused.class,
                            refused -> assertThat(refused.reasons().getFirst()).contains("another run works"));
        }
    }

    @Test
    void theAuditLogShowsWhatWasChanged() throws Exception {
        Path plan = nullable();
        bench.apply(cli, plan, "target", "--yes");
        Path log = folder.resolve("state/lockkeeper/approvals.jsonl");
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSizeGreaterThan(3).noneMatch(line -> line.contains(ApplyBench.PASSWORD));
        String intact = cli.run("audit", "verify").out();
        assertThat(intact).contains("intact, " + lines.size() + " entries");
        for (List<String> changed : List.of(
                lines.subList(1, lines.size()),
                lines.subList(0, lines.size() - 1),
                lines.stream().map(line -> line.replace("done", "gone")).toList(),
                lines.reversed())) {
            Files.write(log, changed);
            Cli.Result result = cli.run("audit", "verify");
            assertThat(result.code()).as(result.out()).isEqualTo(1);
            assertThat(result.out()).contains("NOT as it was written", "line ");
        }
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

    private final List<String> heard = new java.util.concurrent.CopyOnWriteArrayList<>();

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
                        Duration.ZERO, Duration.ofMillis(200), Duration.ofSeconds(60), Duration.ofMinutes(10), 2),
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
