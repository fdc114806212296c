package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.DatabaseIdentity;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.snapshot.Password;
import dev.lockkeeper.context.snapshot.Target;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.shadow.CloneRequest;
import dev.lockkeeper.dryrun.shadow.CloneServer;
import dev.lockkeeper.dryrun.shadow.PlainServer;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.TimeLimit;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.sql.ScriptOutcome;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Dry runs on a second real server that is a disposable copy, and everything that is refused as one. */
class CloneDryRunTest {
    private static final int MAJOR = Bench.majors().getLast();
    private static final String SECRET = "dry-run-secret";
    private static final String SET_NOT_NULL = "ALTER TABLE orders ALTER COLUMN qty SET NOT NULL";
    private static final Instant NOW = Instant.now();
    private static PlainServer server;
    private static List<String> identity;

    @BeforeAll
    static void clonedShop() throws Exception {
        server = PlainServer.start(MAJOR, Map.of());
        try (Connection admin = server.admin("postgres")) {
            Rows.execute(admin, "CREATE ROLE shop_owner NOLOGIN");
            Rows.execute(admin, "CREATE ROLE dry_run LOGIN CREATEDB PASSWORD '" + SECRET + "'");
            Rows.execute(admin, "CREATE ROLE no_copies LOGIN PASSWORD '" + SECRET + "'");
            Rows.execute(admin, "CREATE ROLE files LOGIN PASSWORD '" + SECRET + "' IN ROLE pg_read_server_files");
            Rows.execute(admin, "CREATE ROLE boss LOGIN PASSWORD '" + SECRET + "' IN ROLE " + server.adminRole());
            Rows.execute(admin, "GRANT shop_owner TO dry_run, no_copies");
            for (String database : List.of("shop", "alone")) {
                Rows.execute(admin, "CREATE DATABASE " + database + " OWNER shop_owner");
            }
            identity = Rows.query(
                            admin,
                            "SELECT system_identifier, pg_postmaster_start_time()::timestamptz(0) AT TIME ZONE 'UTC' FROM pg_control_system()")
                    .getFirst();
        }
        for (String database : List.of("shop", "alone")) {
            try (Connection admin = server.admin(database)) {
                Rows.execute(admin, "ALTER SCHEMA public OWNER TO shop_owner");
                Rows.execute(admin, "SET ROLE shop_owner");
                Rows.execute(admin, Bench.SCHEMA);
                Rows.execute(
                        admin,
                        "INSERT INTO orders (id, customer_id, status, qty) SELECT g, g, 'new', 1 FROM generate_series(1, 400) g");
            }
        }
    }

    @AfterAll
    static void gone() throws Exception {
        server.close();
    }

    /** Production as the context has it: by default the server that this one was copied from. */
    private static String production(String address, int port, String started) {
        return "\"database\": {\"name\": \"shop\", \"system_identifier\": \"" + identity.get(0)
                + "\", \"timeline\": 1, \"address\": \"" + address + "\", \"port\": " + port + ", \"started_at\": \""
                + started + "\"},";
    }

    private static final String ELSEWHERE = "2026-01-01T00:00:00Z";

    private static Target target(String role, String database) {
        return new Target("127.0.0.1", server.port(), database, role, Optional.of(new Password(SECRET)), Map.of());
    }

    private static DryRunOutcome run(Target target, String production, String migration) throws Exception {
        ProductionContext context = ContextReader.read(
                "context",
                ("{\"postgres_version\": \"" + MAJOR + "\", " + production
                                + " \"tables\": {\"orders\": {\"rows\": 400, \"heap_bytes\": 40000}}}")
                        .getBytes(StandardCharsets.UTF_8));
        Catalog catalog = Bench.catalog();
        Analysis analysis = Analyzer.analyze(
                ((ScriptOutcome.Read) Bench.READER.read("m.sql", migration)).script(),
                catalog,
                context,
                context.version(),
                Framework.PLAIN,
                false);
        Plan plan = ((PlanOutcome.Planned) Bench.plan(analysis)).plan();
        ShadowSource source = new ShadowSource.Clone(
                target, Optional.of(NOW.minus(Duration.ofHours(3))), List.of(), ShadowChoice.EMBEDDED);
        return new DryRun(Bench.databases(), source, Bench.READER, InstantSource.fixed(NOW))
                .run(
                        new DryRunRequest(analysis, plan, Bench.SCHEMA, 10, 1, ForecastSettings.OFF, Optional.empty()),
                        analysis.version());
    }

    private static Evidence evidence(Target target, String migration) throws Exception {
        DryRunOutcome outcome = run(target, production("10.0.0.5", 5432, ELSEWHERE), migration);
        if (outcome instanceof DryRunOutcome.Ran ran) {
            return ran.evidence();
        }
        throw new AssertionError(outcome.toString());
    }

    private static void refused(Target target, String production, String... words) throws Exception {
        assertThat(run(target, production, SET_NOT_NULL))
                .isInstanceOfSatisfying(
                        DryRunOutcome.Unavailable.class,
                        unavailable ->
                                assertThat(unavailable.reason()).contains(words).doesNotContain(SECRET));
    }

    private static List<List<String>> left() throws Exception {
        try (Connection admin = server.admin("postgres")) {
            return Rows.query(admin, "SELECT datname FROM pg_database WHERE datname LIKE 'lockkeeper%'");
        }
    }

    @Test
    void everyPassGetsACopyAndTheCloneStaysAsItWas() throws Exception {
        Evidence evidence =
                evidence(target("dry_run", "shop"), SET_NOT_NULL + "; CREATE INDEX ON orders (customer_id)");
        assertThat(evidence.notChecked()).isEmpty();
        assertThat(evidence.original().failure()).isEmpty();
        assertThat(evidence.plan().failure()).isEmpty();
        assertThat(evidence.schemaEqual()).hasValue(true);
        assertThat(evidence.rollback().prefixes()).isNotEmpty().allMatch(RollbackProof.Prefix::proven);
        assertThat(evidence.rows()).containsEntry(QualifiedName.of("public", "orders"), 400L);
        assertThat(evidence.realRows().orElseThrow().age()).contains(Duration.ofHours(3));
        assertThat(evidence.notEnforced()).anyMatch(line -> line.contains("memory, disk"));
        assertThat(left()).isEmpty();
        try (Connection admin = server.admin("shop")) {
            assertThat(
                            Rows.query(
                                    admin,
                                    "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'qty'"))
                    .containsExactly(List.of("f"));
        }
    }

    @Test
    void anOriginalThatFailsOnTheRowsIsComparedOnEmptiedTables() throws Exception {
        Evidence evidence = evidence(target("dry_run", "shop"), "ALTER TABLE orders ALTER COLUMN note SET NOT NULL");
        assertThat(evidence.original().failure().orElseThrow().sqlState()).isEqualTo("23502");
        assertThat(evidence.plan().failure().orElseThrow().sqlState()).startsWith("23");
        assertThat(left()).isEmpty();
    }

    @Test
    void withoutTheRightToCopyOnlyThePlanRuns() throws Exception {
        Evidence evidence = evidence(target("no_copies", "alone"), "ALTER TABLE orders ADD COLUMN extra text");
        assertThat(evidence.original().statements()).isEmpty();
        assertThat(evidence.plan().failure()).isEmpty();
        assertThat(evidence.rollback().prefixes()).isNotEmpty().allMatch(RollbackProof.Prefix::proven);
        assertThat(evidence.schemaEqual()).isEmpty();
        assertThat(evidence.notChecked())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("the submitted text", "cannot be copied"));
    }

    @Test
    void productionIsRefused() throws Exception {
        Target dryRun = target("dry_run", "shop");
        String started = identity.get(1).replace(' ', 'T') + "Z";
        refused(dryRun, production("127.0.0.1", server.port(), ELSEWHERE), "production's own address and port");
        refused(dryRun, production("10.0.0.5", 5432, started), "started at the same moment");
        refused(dryRun, "\"database\": {\"name\": \"shop\"},", "cannot be told from production");
        refused(dryRun, "", "what identifies production");
    }

    @Test
    void rolesThatMayDoMoreAreRefused() throws Exception {
        String elsewhere = production("10.0.0.5", 5432, ELSEWHERE);
        Target admin = new Target(
                "127.0.0.1",
                server.port(),
                "shop",
                server.adminRole(),
                Optional.of(new Password(server.adminPassword())),
                Map.of());
        refused(admin, elsewhere, "superuser", "CREATE ROLE dry_run");
        refused(target("boss", "shop"), elsewhere, "superuser");
        refused(target("files", "shop"), elsewhere, "files or programs");
    }

    @Test
    void aCopyThatSomebodyUsesIsRefused() throws Exception {
        try (Connection other = server.admin("shop")) {
            Rows.execute(other, "SELECT 1");
            refused(target("dry_run", "shop"), production("10.0.0.5", 5432, ELSEWHERE), "1 other session is connected");
        }
    }

    @Test
    void aLoopIsEndedNobodyElseComesInAndLeftCopiesAreSwept() throws Exception {
        try (Connection killed = server.connect("dry_run", SECRET, "postgres")) {
            Rows.execute(killed, "CREATE DATABASE lockkeeper_dry_run_0badf00d");
        }
        CloneRequest request = new CloneRequest(
                target("dry_run", "shop"),
                Optional.of(new DatabaseIdentity(
                        Optional.of("shop"),
                        Optional.of("1"),
                        OptionalInt.of(1),
                        Optional.of("10.0.0.5"),
                        OptionalInt.of(5432),
                        Optional.of(Instant.EPOCH))),
                List.of(),
                MAJOR,
                Map.of());
        try (CloneServer clone = CloneServer.check(request, new SecureRandom())) {
            assertThat(left()).as("what a killed dry run left").isEmpty();
            assertThatThrownBy(() -> CloneServer.check(request, new SecureRandom()))
                    .hasMessageContaining("another dry run works on clone");
            try (ShadowDatabase copy = clone.open();
                    TimeLimit limit = copy.limit(Duration.ofMillis(300));
                    Connection migrator = copy.migrator()) {
                assertThatThrownBy(
                                () -> Rows.execute(
                                        migrator,
                                        "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(5); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$"))
                        .isInstanceOf(SQLException.class);
                assertThat(copy.stopReason()).isPresent();
            }
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void aStandbyIsRefusedAndSoIsWhatFeedsOne() throws Exception {
        try (PlainServer standby = server.standby(MAJOR, Map.of())) {
            Target target = new Target(
                    "127.0.0.1", standby.port(), "shop", "dry_run", Optional.of(new Password(SECRET)), Map.of());
            refused(target, production("10.0.0.5", 5432, ELSEWHERE), "in recovery");
        }
    }
}
