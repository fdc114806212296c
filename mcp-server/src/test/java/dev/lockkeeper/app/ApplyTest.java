package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.dryrun.Bench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** {@code lockkeeper apply} with signed plans against a real server, as an ordinary role. */
class ApplyTest {
    private static final Path MIGRATIONS = Cli.SHOP.resolve("migrations");
    private static final Pattern APPROVED = Pattern.compile("-- expect: input=\\w+ verdict=approved ");
    private static final Map<Integer, ApplyBench> BENCHES = new TreeMap<>();
    private ApplyBench bench;

    @TempDir
    private Path folder;

    private Cli cli;

    /** One server a major, started when its first test comes. */
    private static ApplyBench on(int major) throws Exception {
        if (!BENCHES.containsKey(major)) {
            BENCHES.put(major, ApplyBench.start(major));
        }
        return BENCHES.get(major);
    }

    @AfterAll
    static void stop() throws Exception {
        for (ApplyBench bench : BENCHES.values()) {
            bench.close();
        }
    }

    @BeforeEach
    void commandLine() throws Exception {
        bench = on(Bench.majors().getLast());
        cli = bench.cli(folder);
    }

    /** On the majors of {@code LOCKKEEPER_MAJORS}; without it each example on one of three, in turn. */
    @TestFactory
    Stream<DynamicTest> everyApprovedExampleAppliesAndGoesBack() throws Exception {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            List<Path> approved = files.sorted().filter(ApplyTest::approved).toList();
            List<DynamicTest> tests = new ArrayList<>();
            for (int i = 0; i < approved.size(); i++) {
                Path file = approved.get(i);
                for (int major : Bench.spread(i)) {
                    tests.add(
                            DynamicTest.dynamicTest(file.getFileName() + " on " + major, () -> upDownUp(file, major)));
                }
            }
            return tests.stream();
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

    private void upDownUp(Path migration, int major) throws Exception {
        bench = on(major);
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
        Path plan = bench.nullable(cli, folder);
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
        Path plan = bench.nullable(cli, folder);
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
        Path plan = bench.nullable(cli, folder);
        try (Stream<Path> keys = Files.list(folder.resolve(".lockkeeper/keys"))) {
            for (Path key : keys.toList()) {
                Files.delete(key);
            }
        }
        refused(bench.apply(cli, plan, "target", "--yes"), "not among the trusted keys");
    }

    @Test
    void withoutYesNothingIsExecuted() throws Exception {
        Path plan = bench.nullable(cli, folder);
        Cli.Result result = bench.apply(cli, plan, "target");
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("ALTER TABLE orders ADD COLUMN seen", "add --yes");
        assertThat(bench.one("target", "SELECT count(*) FROM pg_attribute WHERE attname = 'seen'"))
                .isEqualTo("0");
    }

    @Test
    void theAuditLogShowsWhatWasChanged() throws Exception {
        Path plan = bench.nullable(cli, folder);
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
}
