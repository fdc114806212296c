package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.shadow.PlainServer;
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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real pg_dump writes, in every format, read back; skipped where no pg_dump is installed. */
class PgDumpBackupTest {
    /** What the oldest distribution still supported has a pg_dump for. */
    private static final int MAJOR = 15;

    private static final String SCHEMA = Bench.SCHEMA
            + "ALTER TABLE public.orders ADD CONSTRAINT qty_positive CHECK (qty > 0) NOT VALID;\n"
            + "CREATE FUNCTION public.twice(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN a > 0 THEN 2 * a END; END;\n";

    @TempDir
    private static Path folder;

    private static PlainServer server;

    @BeforeAll
    static void production() throws Exception {
        Assumptions.assumeTrue(
                run(List.of("pg_dump", "--version"), "").exit() == 0,
                "SKIPPED: no pg_dump here (Debian: apt-get install postgresql-client)");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = PlainServer.start(MAJOR, Map.of());
        try (Connection admin = server.admin("postgres")) {
            Rows.execute(admin, "CREATE ROLE shop_owner NOLOGIN");
            Rows.execute(admin, "CREATE DATABASE shop OWNER shop_owner");
        }
        try (Connection admin = server.admin("shop")) {
            Rows.execute(admin, "ALTER SCHEMA public OWNER TO shop_owner");
            Rows.execute(admin, "SET ROLE shop_owner");
            Rows.execute(admin, Bench.SCHEMA);
            Rows.execute(
                    admin,
                    "INSERT INTO customers SELECT g, E'a\\tb\\\\c;\\n' || g, nullif('c' || g || '@secret.example', 'c7@secret.example') FROM generate_series(1, 300) g");
            Rows.execute(
                    admin,
                    "INSERT INTO orders (id, customer_id, qty) SELECT g, g, g - 1 FROM generate_series(1, 300) g");
            Rows.execute(admin, SCHEMA.substring(Bench.SCHEMA.length()));
        }
    }

    @AfterAll
    static void gone() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private record Ended(int exit, String output) {}

    private static Ended run(List<String> command, String password) throws InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("PGPASSWORD", password);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes());
            return new Ended(process.waitFor(), output);
        } catch (IOException e) {
            return new Ended(-1, String.valueOf(e.getMessage()));
        }
    }

    private static Path dump(String format) throws Exception {
        Path file = folder.resolve("shop." + format);
        if (Files.exists(file)) {
            return file;
        }
        List<String> command = new ArrayList<>(List.of(
                "pg_dump", "-h", "127.0.0.1", "-p", Integer.toString(server.port()), "-U", server.adminRole(), "-f"));
        command.add(format.equals("gzip") ? file + ".sql" : file.toString());
        command.addAll(List.of("-F" + (format.equals("gzip") ? "p" : format), "shop"));
        Ended ended = run(command, server.adminPassword());
        assertThat(ended.exit()).as(ended.output()).isZero();
        if (format.equals("gzip")) {
            try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(file))) {
                Files.copy(Path.of(file + ".sql"), packed);
            }
        }
        if (Files.isDirectory(file)) {
            try (Stream<Path> all = Files.walk(file)) {
                for (Path each : all.toList()) {
                    Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
        return file;
    }

    private static ShadowSource.Backup source(Path file, Optional<Path> rules, Optional<Instant> asOf) {
        return new ShadowSource.Backup(
                file, asOf, rules, System.getenv().getOrDefault("PATH", ""), ShadowChoice.EMBEDDED);
    }

    private static ShadowDatabases databases() {
        return new ShadowDatabases(
                ShadowOptions.defaults(System.getenv(), Map.of()).withServers(6, Duration.ofMinutes(2)),
                InstantSource.system(),
                new SecureRandom(),
                Progress.SILENT);
    }

    private static DryRunRequest request(String migration) throws Exception {
        Analysis analysis = Bench.analyse(MAJOR, migration);
        Plan plan = ((PlanOutcome.Planned) Bench.plan(analysis)).plan();
        return new DryRunRequest(analysis, plan, SCHEMA, 10, 1, ForecastSettings.OFF, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "gzip", "custom", "tar", "directory"})
    void everyFormatIsRestoredWhole(String format) throws Exception {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), "customers: {email: email}\n");
        Ground ground = BackupGround.of(
                databases(),
                source(dump(format), Optional.of(rules), Optional.empty()),
                Bench.READER,
                request("ALTER TABLE orders ADD COLUMN extra text"),
                SchemaLoader.of(Bench.READER, SCHEMA),
                ShadowRequest.forMajor(MAJOR).withStubRoles(Set.of("shop_owner")),
                Instant.now());
        try (ShadowDatabase shadow = ground.open()) {
            QualifiedName customers = QualifiedName.of("public", "customers");
            Ground.Filled filled = ground.fill(shadow, Set.of(customers));
            assertThat(filled.notChecked()).isEmpty();
            assertThat(ground.notChecked()).isEmpty();
            assertThat(filled.rows().rows()).containsEntry(customers, 300L);
            try (Connection migrator = shadow.migrator()) {
                assertThat(Rows.query(
                                migrator,
                                "SELECT count(email), count(DISTINCT email), min(email) LIKE '%@example.invalid',"
                                        + " min(name) = E'a\\tb\\\\c;\\n1' FROM public.customers"))
                        .containsExactly(List.of("299", "299", "t", "t"));
                assertThat(
                                Rows.query(
                                        migrator,
                                        "SELECT convalidated, (SELECT count(*) FROM public.orders WHERE qty < 1) FROM pg_constraint WHERE conname = 'qty_positive'"))
                        .containsExactly(List.of("f", "1"));
                assertThat(
                                Rows.query(
                                        migrator,
                                        "SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'orders'"))
                        .containsExactly(List.of("shop_owner"));
            }
            RealRows rows = ground.realRows(filled.rows()).orElseThrow();
            assertThat(rows.age().orElseThrow()).isLessThan(Duration.ofHours(15));
            assertThat(rows.sentence()).contains("backup shop." + format, "values masked");
        }
    }

    @Test
    void aDryRunOnACustomDump() throws Exception {
        DryRunOutcome outcome = new DryRun(
                        databases(),
                        source(dump("custom"), Optional.empty(), Optional.empty()),
                        Bench.READER,
                        InstantSource.system())
                .run(
                        request("ALTER TABLE customers ALTER COLUMN email SET NOT NULL"),
                        Bench.analyse(MAJOR, "SELECT 1").version());
        assertThat(outcome).isInstanceOfSatisfying(DryRunOutcome.Ran.class, ran -> {
            assertThat(ran.evidence().notChecked()).isEmpty();
            assertThat(ran.evidence().original().failure().orElseThrow().sqlState())
                    .as("customer 7 has no address")
                    .isEqualTo("23502");
        });
    }

    @Test
    void aDateAfterTheFileWasWrittenIsRefused() throws Exception {
        DryRunOutcome outcome = new DryRun(
                        databases(),
                        source(
                                dump("custom"),
                                Optional.empty(),
                                Optional.of(Instant.now().plusSeconds(3600))),
                        Bench.READER,
                        InstantSource.system())
                .run(
                        request("ALTER TABLE orders ADD COLUMN extra text"),
                        Bench.analyse(MAJOR, "SELECT 1").version());
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        DryRunOutcome.Unavailable.class,
                        unavailable -> assertThat(unavailable.reason()).contains("before the date that is given"));
    }
}
