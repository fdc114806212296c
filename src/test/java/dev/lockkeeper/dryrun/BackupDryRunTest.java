package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.shadow.Progress;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowOptions;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps restored into throwaway servers: production's rows decide, masks hide them, hostile dumps stay inside. */
class BackupDryRunTest {
    private static final int MAJOR = Bench.majors().getLast();
    private static final QualifiedName ORDERS = QualifiedName.of("public", "orders");
    private static final String SET_NOT_NULL = "ALTER TABLE orders ALTER COLUMN qty SET NOT NULL";

    @TempDir
    private Path folder;

    private static String customers(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> i + "\tName" + i + "\tperson" + i + "@secret.example")
                .collect(Collectors.joining("\n"));
    }

    private static String orders(int count, String qtyOfLast) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> i + "\t" + (1 + i % 50) + "\tnew\t" + (i == count ? qtyOfLast : "3"))
                .collect(Collectors.joining("\n"));
    }

    private DryRunOutcome run(String dump, String migration, Optional<Path> rules) throws Exception {
        return run(ShadowOptions.defaults(System.getenv(), Map.of()), dump, migration, rules);
    }

    private DryRunOutcome run(ShadowOptions options, String dump, String migration, Optional<Path> rules)
            throws Exception {
        Analysis analysis = Bench.analyse(MAJOR, migration);
        Plan plan = ((PlanOutcome.Planned) Bench.plan(analysis)).plan();
        Path file = Files.writeString(folder.resolve("shop.sql"), dump);
        ShadowSource source = new ShadowSource.Backup(file, Optional.empty(), rules, "", ShadowChoice.EMBEDDED);
        return new DryRun(databases(options), source, Bench.READER, InstantSource.system())
                .run(
                        new DryRunRequest(
                                analysis, plan, Bench.SCHEMA, 1_000, 1, ForecastSettings.OFF, Optional.empty()),
                        analysis.version());
    }

    private static ShadowDatabases databases(ShadowOptions options) {
        return new ShadowDatabases(
                options.withServers(6, Duration.ofMinutes(2)),
                InstantSource.system(),
                new SecureRandom(),
                Progress.SILENT);
    }

    private Evidence evidence(String dump, String migration, Optional<Path> rules) throws Exception {
        DryRunOutcome outcome = run(dump, migration, rules);
        if (outcome instanceof DryRunOutcome.Ran ran) {
            return ran.evidence();
        }
        throw new AssertionError(outcome.toString());
    }

    @Test
    void thePlanRunsOnTheRowsOfTheBackup() throws Exception {
        Evidence evidence = evidence(Dumps.shop(customers(50), orders(300, "3"), ""), SET_NOT_NULL, Optional.empty());
        assertThat(evidence.notChecked()).isEmpty();
        assertThat(evidence.original().failure()).isEmpty();
        assertThat(evidence.plan().failure()).isEmpty();
        assertThat(evidence.plan().unpredicted()).isEmpty();
        assertThat(evidence.schemaEqual()).hasValue(true);
        assertThat(evidence.rollback().prefixes()).isNotEmpty().allMatch(RollbackProof.Prefix::proven);
        assertThat(evidence.rows()).containsEntry(ORDERS, 300L);
        assertThat(evidence.shadow()).contains("backup shop.sql of 20", "(by the file's time), 300 rows");
    }

    @Test
    void aBadRowFailsAsInProduction() throws Exception {
        Evidence evidence = evidence(Dumps.shop(customers(50), orders(300, "\\N"), ""), SET_NOT_NULL, Optional.empty());
        assertThat(evidence.original().failure().orElseThrow().sqlState()).isEqualTo("23502");
        assertThat(evidence.plan().failure().orElseThrow().sqlState()).startsWith("23");
        assertThat(evidence.notChecked()).isEmpty();
    }

    @Test
    void anotherSchemaIsSaidAndAMissingTableIsNoBackup() throws Exception {
        Evidence older = evidence(
                Dumps.shop(customers(2), orders(2, "3"), "ALTER TABLE public.orders ADD COLUMN extra text;"),
                SET_NOT_NULL,
                Optional.empty());
        assertThat(older.notChecked())
                .singleElement()
                .satisfies(line ->
                        assertThat(line).contains("schema of the backup is not the one of the context", "extra"));
        DryRunOutcome other = run(
                Dumps.shop(customers(2), orders(2, "3"), "DROP TABLE public.items; DROP TABLE public.orders;"),
                SET_NOT_NULL,
                Optional.empty());
        assertThat(other)
                .isInstanceOfSatisfying(
                        DryRunOutcome.Unavailable.class,
                        unavailable -> assertThat(unavailable.reason()).contains("has no table orders"));
    }

    @Test
    void aCutOffDumpIsUnavailable() throws Exception {
        String dump = Dumps.shop(customers(2), orders(2, "3"), "");
        assertThat(run(dump.substring(0, dump.length() / 2), SET_NOT_NULL, Optional.empty()))
                .isInstanceOfSatisfying(
                        DryRunOutcome.Unavailable.class,
                        unavailable -> assertThat(unavailable.reason()).contains("cut off"));
    }

    @Test
    void anArchiveWithoutPgRestoreSaysWhatToInstall() throws Exception {
        // The head of a custom archive of a version that no pg_restore of today reads.
        DryRunOutcome outcome = run(
                "PGDMP\u0001\u0063\u0000\u0004\u0008\u0001\u0000" + "\u0000".repeat(100),
                SET_NOT_NULL,
                Optional.empty());
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        DryRunOutcome.Unavailable.class,
                        unavailable -> assertThat(unavailable.reason()).contains("pg_restore", "Install"));
    }

    /** A database with the backup in it, as the passes of a dry run get it. */
    private interface Restored {
        void look(ShadowDatabase shadow, Ground.Filled filled) throws Exception;
    }

    private void restored(Path runs, String dump, Optional<Path> rules, Set<QualifiedName> touched, Restored restored)
            throws Exception {
        Path file = Files.writeString(folder.resolve("m.sql"), dump);
        Analysis analysis = Bench.analyse(MAJOR, SET_NOT_NULL);
        Plan plan = ((PlanOutcome.Planned) Bench.plan(analysis)).plan();
        Ground ground = BackupGround.of(
                databases(ShadowOptions.defaults(System.getenv(), Map.of()).withRuns(runs)),
                new ShadowSource.Backup(file, Optional.empty(), rules, "", ShadowChoice.EMBEDDED),
                Bench.READER,
                new DryRunRequest(analysis, plan, Bench.SCHEMA, 10, 1, ForecastSettings.OFF, Optional.empty()),
                SchemaLoader.of(Bench.READER, Bench.SCHEMA),
                ShadowRequest.forMajor(MAJOR),
                InstantSource.system().instant());
        try (ShadowDatabase shadow = ground.open()) {
            restored.look(shadow, ground.fill(shadow, touched));
        }
    }

    @Test
    void maskedValuesAreNowhereOnTheServer() throws Exception {
        Path runs = Files.createTempDirectory("lkm");
        Files.setPosixFilePermissions(runs, PosixFilePermissions.fromString("rwx--x--x"));
        Path rules = Files.writeString(folder.resolve("rules.yaml"), "customers: {email: email, name: hash}\n");
        String dump = Dumps.shop(customers(500), orders(10, "3"), "");
        QualifiedName customers = QualifiedName.of("public", "customers");
        restored(runs, dump, Optional.of(rules), Set.of(customers), (shadow, filled) -> {
            assertThat(filled.notChecked()).isEmpty();
            assertThat(filled.rows().rows()).containsEntry(customers, 500L);
            try (Connection migrator = shadow.migrator()) {
                assertThat(
                                Rows.number(
                                        migrator,
                                        "SELECT count(DISTINCT email) FROM public.customers WHERE email LIKE '%@example.invalid'"))
                        .isEqualTo(500);
            }
            assertThat(holding(runs, "@secret.example")).isEmpty();
            assertThat(holding(runs, "example.invalid"))
                    .as("the search finds what is there")
                    .isNotEmpty();
        });
        Files.delete(runs);
    }

    private static List<Path> holding(Path folder, String text) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    @Test
    void masksKeepTheFailures() throws Exception {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), "customers: {email: email}\n");
        String rows = customers(40) + "\n41\tX\tperson7@secret.example\n42\tY\t\\N";
        String dump = Dumps.shop(rows, orders(40, "\\N") + "\n41\t99\tnew\t-1", "");
        Map<String, String> migrations = Map.of(
                "ALTER TABLE customers ALTER COLUMN email SET NOT NULL", "23502",
                "CREATE UNIQUE INDEX customers_email_key ON customers (email)", "23505",
                "ALTER TABLE orders ADD CONSTRAINT qty_check CHECK (qty > 0)", "23514",
                "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers", "23503");
        for (Optional<Path> masked : List.of(Optional.<Path>empty(), Optional.of(rules))) {
            restored(Path.of("/tmp"), dump, masked, Set.of(), (shadow, filled) -> {
                for (Map.Entry<String, String> migration : migrations.entrySet()) {
                    try (Connection migrator = shadow.migrator()) {
                        assertThatThrownBy(() -> Rows.execute(migrator, migration.getKey()))
                                .as(migration.getKey() + (masked.isPresent() ? ", masked" : ""))
                                .isInstanceOfSatisfying(
                                        SQLException.class,
                                        e -> assertThat(e.getSQLState()).isEqualTo(migration.getValue()));
                    }
                }
            });
        }
    }

    @Test
    void valuesInSqlCannotBeMasked() throws Exception {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), "customers: {email: email}\n");
        String dump = Dumps.shop(
                customers(2), orders(2, "3"), "INSERT INTO public.customers VALUES (9, 'n', 'x@secret.example');");
        assertThat(run(dump, SET_NOT_NULL, Optional.of(rules)))
                .isInstanceOfSatisfying(
                        DryRunOutcome.Unavailable.class,
                        unavailable -> assertThat(unavailable.reason()).contains("cannot be masked", "--inserts"));
    }

    @Test
    void aHostileDumpStaysInside() throws Exception {
        Path mark = folder.resolve("mark");
        String hostile = """
                COPY public.customers TO PROGRAM 'touch MARK';
                COPY public.customers FROM PROGRAM 'touch MARK';
                COPY public.customers TO '/tmp/lockkeeper-mark';
                ALTER SYSTEM SET work_mem = '1GB';
                CREATE EXTENSION file_fdw;
                SET ROLE lockkeeper_admin;
                SET SESSION AUTHORIZATION lockkeeper_admin;
                CREATE FUNCTION public.leak() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch MARK'''; RETURN NEW; END $$;
                CREATE TRIGGER leak BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.leak();
                CREATE FUNCTION public.f(cstring) RETURNS int LANGUAGE c AS 'libc.so.6', 'system';
                DO $$ BEGIN PERFORM pg_read_file('/etc/passwd'); END $$;
                COMMIT;
                """.replace("MARK", mark.toString());
        DryRunOutcome outcome = run(
                Dumps.shop(customers(5), orders(5, "3"), hostile),
                "ALTER TABLE orders ADD COLUMN extra text",
                Optional.empty());
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        DryRunOutcome.Ran.class,
                        ran -> assertThat(ran.evidence().notChecked())
                                .as("each refusal is named")
                                .hasSizeGreaterThanOrEqualTo(9)
                                .anyMatch(line -> line.contains("42501")));
        assertThat(mark).doesNotExist();
        assertThat(Path.of("/tmp/lockkeeper-mark")).doesNotExist();
        assertThat(run(Dumps.shop(customers(1), orders(1, "3"), "\\! touch " + mark), SET_NOT_NULL, Optional.empty()))
                .isInstanceOfSatisfying(
                        DryRunOutcome.Unavailable.class,
                        unavailable -> assertThat(unavailable.reason()).contains("psql"));
        assertThat(mark).doesNotExist();
    }
}
