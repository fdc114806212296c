package dev.lockkeeper.context.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ContextWriter;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.Session;
import dev.lockkeeper.context.TableFacts;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.pg.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Snapshots of real servers of the majors in {@code LOCKKEEPER_MAJORS}: what they hold, what they touch, what they never show. */
class SnapshotsTest {
    private static final String SCANS = "SELECT relname || ' ' || seq_scan FROM pg_stat_user_tables"
            + " WHERE schemaname <> 'cron' AND relname <> 'marker' ORDER BY 1";

    static Stream<Integer> majors() {
        return Bench.majors().stream();
    }

    private static SnapshotRequest with(
            SnapshotRequest r,
            Duration sample,
            Duration limit,
            Set<ColumnName> values,
            Optional<ProductionContext> since) {
        return new SnapshotRequest(r.target(), sample, limit, values, false, OptionalInt.of(250), r.replicas(), since);
    }

    private static SnapshotRequest sampling(SnapshotRequest request, int seconds) {
        return with(request, Duration.ofSeconds(seconds), request.statementLimit(), Set.of(), Optional.empty());
    }

    /** The bytes that would be written, valid for reader and schema. */
    private static String written(ProductionContext context) throws Exception {
        byte[] bytes = ContextWriter.write(context);
        String json = new String(bytes, StandardCharsets.UTF_8);
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve("docs/schemas"))) {
            root = root.getParent();
        }
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(root.resolve("docs/schemas/context.schema.json")))
                        .validate(json, InputFormat.JSON))
                .isEmpty();
        assertThat(ContextReader.read("production.json", bytes).tables()).isEqualTo(context.tables());
        return json;
    }

    private static TableFacts table(ProductionContext context, String name) {
        return context.tables().get(QualifiedName.of("public", name));
    }

    /** Waits until the statistics hold all that sessions which ended before have counted. */
    private static void settle(Shop shop) throws Exception {
        try (Connection admin = shop.admin()) {
            Production.run(admin, "CREATE TABLE marker (id int)");
        }
        try (Connection scanning = shop.admin()) {
            Production.all(scanning, "SELECT id FROM marker");
        }
        try (Connection admin = shop.admin()) {
            String seen = "SELECT 1 FROM pg_stat_user_tables WHERE relname = 'marker' AND seq_scan > 0";
            for (int i = 0; i < 20_000 && Production.all(admin, seen).isEmpty(); i++) {
                Production.run(admin, "SELECT pg_stat_clear_snapshot()");
            }
            assertThat(Production.all(admin, seen)).isNotEmpty();
            Production.run(admin, "DROP TABLE marker");
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aLiveServerIsOnlyLookedAt(int major) throws Exception {
        try (Shop shop = new Shop(major, Map.of())) {
            shop.grant(shop.watcher());
            settle(shop);
            List<String> before;
            try (Connection admin = shop.admin()) {
                before = Production.all(admin, SCANS);
            }
            ProductionContext watched;
            ProductionContext poor;
            Witness witness = new Witness(shop.server.admin("postgres"));
            try (witness;
                    Load load = new Load(shop.app(), Duration.ofMillis(2));
                    Load more = new Load(shop.app(), Duration.ofMillis(3))) {
                watched = Production.snapshots().capture(sampling(shop.watcher(), 2));
                poor = Production.snapshots().capture(sampling(shop.nothing(), 1));
            }
            assertThat(witness.looks).isGreaterThan(10);
            assertThat(witness.modes).containsExactly("AccessShareLock");
            assertThat(witness.backends).as("one connection for each snapshot").hasSize(2);
            settle(shop);
            try (Connection admin = shop.admin()) {
                assertThat(Production.all(admin, SCANS))
                        .as("no table was scanned")
                        .isEqualTo(before);
            }
            everythingIsThere(watched, major);
            aRoleWithNothingStillHelps(poor, watched);
        }
    }

    private static void everythingIsThere(ProductionContext context, int major) throws Exception {
        String json = written(context);
        assertThat(json).doesNotContain("SECRET");
        assertThat(context.notCaptured()).allMatch(gap -> major < 14 && gap.startsWith("evicted statements"));
        assertThat(context.version().major()).isEqualTo(major);
        assertThat(context.tables()).hasSizeGreaterThan(300);
        assertThat(context.sampleSeconds().orElseThrow()).isGreaterThanOrEqualTo(2);
        assertThat(context.settings())
                .containsEntry("lock_timeout", "0")
                .containsEntry("TimeZone", "UTC")
                .containsKeys("max_connections", "shared_preload_libraries", "wal_level", "deadlock_timeout");
        assertThat(context.database().orElseThrow().systemIdentifier().orElseThrow())
                .matches("\\d{10,}");
        assertThat(context.database().orElseThrow().name()).contains("shop");
        assertThat(context.connections().orElseThrow().poolSize()).hasValue(250);
        assertThat(context.connections().orElseThrow().inUse().orElseThrow()).isGreaterThanOrEqualTo(2);
        TableFacts accounts = table(context, "accounts");
        assertThat(accounts.rows()).hasValue(10_000);
        assertThat(accounts.heapBytes().orElseThrow()).isGreaterThan(300_000);
        assertThat(accounts.indexBytes().orElseThrow()).isGreaterThan(100_000);
        assertThat(accounts.lastAnalyze()).isPresent();
        assertThat(accounts.indexScans()).containsKey("accounts_pkey");
        assertThat(table(context, "never_analyzed").rows())
                .as("5,000 rows that nobody counted")
                .hasValue(-1);
        assertThat(table(context, "empty_one").rows()).hasValue(0);
        assertThat(table(context, "parted").rows())
                .as("the sum of its partitions")
                .hasValue(3_000);
        var customers = table(context, "customers");
        assertThat(customers.columns().get("status").nullFraction().orElseThrow())
                .isEqualTo(0.25);
        assertThat(customers.columns().get("status").commonValues()).containsExactly("<text 4 lower>");
        assertThat(customers.columns().get("token").commonValues()).containsExactly("<text 13 upper other>");
        assertThat(customers.columns().get("id").histogram()).containsExactly("<number 1 digits>", "<number 4 digits>");
        assertThat(customers.dependants().get("status")).containsExactly("view public.open_customers");
        assertThat(customers.dependants().get("legacy_code"))
                .containsExactly("function public.archive_customers (by name)");
        assertThat(context.workload()).anySatisfy(query -> {
            assertThat(query.query()).startsWith("UPDATE accounts SET balance = balance + $1 WHERE aid = ");
            assertThat(query.calls().orElseThrow()).isPositive();
            assertThat(query.maxMillis().orElseThrow()).isPositive();
        });
        assertThat(context.workload()).noneMatch(query -> query.query().contains("has_sequence_privilege"));
        var server = context.server();
        assertThat(server.notValidConstraints()).containsExactly("notes.body_there");
        assertThat(server.foreignKeysWithoutIndex()).containsExactly("notes.notes_customer");
        assertThat(server.unusedIndexes()).contains(QualifiedName.of("public", "notes_never_used"));
        assertThat(server.extensions()).containsExactly("pg_stat_statements", "plpgsql");
        assertThat(server.extensionVersions()).containsOnlyKeys("pg_stat_statements", "plpgsql");
        assertThat(server.roleSettings().get("app"))
                .isEqualTo(Map.of("lock_timeout", "2s", "app.api_key", "<redacted>"));
        assertThat(server.cronJobs())
                .singleElement()
                .satisfies(job -> assertThat(job.command()).isEqualTo("DELETE FROM notes WHERE body = 'redacted'"));
        assertThat(server.locale().orElseThrow().encoding()).contains("UTF8");
        assertThat(server.tablespace()).hasValue("pg_default");
        assertThat(server.oldestTransactionAge().orElseThrow()).isPositive();
        assertThat(server.sequences()).anySatisfy(sequence -> {
            assertThat(sequence.sequence().name()).isEqualTo("nearly_full");
            assertThat(sequence.lastValue()).hasValue(2_147_480_000L);
        });
        assertThat(server.sequences()).anySatisfy(sequence -> {
            assertThat(sequence.sequence().name()).isEqualTo("history_id_seq");
            assertThat(sequence.daysToOverflow().orElseThrow()).isPositive();
            assertThat(sequence.columnType()).contains("bigint");
        });
        // DdlReaderTest reads such a text back; 300 tables more take the interpreted parser half a minute.
        assertThat(context.schema().orElseThrow().split("CREATE TABLE ")).hasSizeGreaterThan(310);
    }

    /** The pauses are not waited for: what counts is that every planned sample is taken and compared. */
    @ParameterizedTest
    @MethodSource("majors")
    void aLongSampleKeepsTheExtremes(int major) throws Exception {
        try (Shop shop = new Shop(major, Map.of())) {
            List<Duration> pauses = new java.util.ArrayList<>();
            SnapshotRequest request =
                    Production.request(shop.server, shop.server.adminRole(), shop.server.adminPassword(), "shop");
            ProductionContext first = new Snapshots(
                            duration -> {
                                pauses.add(duration);
                                try (Connection admin = shop.admin()) {
                                    Production.run(admin, "INSERT INTO history (aid, delta) VALUES (1, 1)");
                                } catch (java.sql.SQLException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            message -> {})
                    .capture(sampling(request, 24 * 3600));
            assertThat(pauses).hasSizeBetween(96, 97).startsWith(Duration.ofMinutes(15));
            var traffic = table(first, "history").traffic().orElseThrow();
            assertThat(traffic.intervals()).hasValue(pauses.size());
            assertThat(traffic.leastWritesPerSecond().orElseThrow())
                    .isLessThanOrEqualTo(traffic.mostWritesPerSecond().orElseThrow());
            assertThat(traffic.mostWritesPerSecond().orElseThrow()).isPositive();
            written(first);
            SnapshotRequest again =
                    with(request, Duration.ZERO, request.statementLimit(), Set.of(), Optional.of(first));
            ProductionContext second = Production.snapshots().capture(again);
            assertThat(second.workload())
                    .filteredOn(query -> query.query().startsWith("INSERT INTO history"))
                    .singleElement()
                    .satisfies(query -> {
                        assertThat(query.firstSeen())
                                .as("from the first snapshot")
                                .isEqualTo(first.capturedAt());
                        assertThat(query.lastSeen())
                                .as("did not run in between")
                                .isEmpty();
                    });
            SnapshotRequest elsewhere =
                    Production.request(shop.server, shop.server.adminRole(), shop.server.adminPassword(), "postgres");
            assertThatThrownBy(() -> Production.snapshots()
                            .capture(with(
                                    elsewhere, Duration.ZERO, request.statementLimit(), Set.of(), Optional.of(first))))
                    .hasMessageContaining("of another server or database");
        }
    }

    private static void aRoleWithNothingStillHelps(ProductionContext poor, ProductionContext rich) throws Exception {
        assertThat(written(poor)).doesNotContain("SECRET");
        assertThat(poor.schema()).as("catalogs are open to everybody").isEqualTo(rich.schema());
        assertThat(poor.tables().keySet()).isEqualTo(rich.tables().keySet());
        assertThat(table(poor, "accounts").rows()).hasValue(10_000);
        assertThat(poor.notCaptured())
                .anyMatch(gap -> gap.startsWith("sessions of other roles: hidden"))
                .anyMatch(gap -> gap.startsWith("column statistics of "))
                .anyMatch(gap -> gap.startsWith("last values of "))
                .anyMatch(gap -> gap.startsWith("workload of other roles"))
                .anyMatch(gap -> gap.startsWith("pg_cron jobs: permission denied"))
                .anyMatch(gap -> gap.startsWith("settings ") && gap.contains("shared_preload_libraries"))
                .anyMatch(gap -> gap.startsWith("TimeZone"));
    }

    @ParameterizedTest
    @MethodSource("majors")
    void whatPeopleDoNowIsThereWithoutTheirSecrets(int major) throws Exception {
        try (Shop shop = new Shop(major, Map.of());
                Connection reporting = shop.app();
                Connection waiting = shop.app();
                Connection preparing = shop.admin()) {
            shop.grant(shop.watcher());
            reporting.setAutoCommit(false);
            Production.run(
                    reporting,
                    "UPDATE accounts SET filler = 'SECRET-IN-SESSION' WHERE aid = 1 /* SECRET-IN-SESSION */");
            Production.run(
                    preparing, "BEGIN; INSERT INTO notes (body) VALUES ('SECRET'); PREPARE TRANSACTION 'SECRET-GID'");
            Production.run(waiting, "SET lock_timeout = 0");
            Thread blocked = Thread.ofPlatform().start(() -> {
                try {
                    Production.run(waiting, "UPDATE accounts SET filler = 'SECRET-IN-SESSION' WHERE aid = 1");
                } catch (java.sql.SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            try (Connection admin = shop.admin()) {
                while (Production.all(admin, "SELECT 1 FROM pg_locks WHERE NOT granted")
                        .isEmpty()) {
                    Thread.onSpinWait();
                }
            }
            ColumnName status = ColumnName.parse("customers.status").orElseThrow();
            ColumnName missing = ColumnName.parse("customers.nobody").orElseThrow();
            SnapshotRequest admin =
                    Production.request(shop.server, shop.server.adminRole(), shop.server.adminPassword(), "shop");
            ProductionContext context = Production.snapshots()
                    .capture(with(
                            admin, Duration.ZERO, admin.statementLimit(), Set.of(status, missing), Optional.empty()));
            reporting.rollback();
            blocked.join();
            Production.run(preparing, "ROLLBACK PREPARED 'SECRET-GID'");
            assertThat(written(context)).doesNotContain("SECRET");
            QualifiedName accounts = QualifiedName.of("public", "accounts");
            assertThat(context.sessionsOn(accounts))
                    .extracting(Session::query, Session::state, Session::blocked, Session::user)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple(
                                    "UPDATE accounts SET filler = 'redacted' WHERE aid = 0",
                                    "idle in transaction",
                                    false,
                                    Optional.of("app")),
                            org.assertj.core.groups.Tuple.tuple(
                                    "UPDATE accounts SET filler = 'redacted' WHERE aid = 0",
                                    "active",
                                    true,
                                    Optional.of("app")));
            assertThat(context.sessionsOn(QualifiedName.of("public", "notes")))
                    .extracting(Session::state)
                    .containsExactly("prepared");
            assertThat(context.server().preparedTransactions()).hasValue(1);
            assertThat(table(context, "customers").columns().get("status").commonValues())
                    .containsExactly("open");
            assertThat(table(context, "customers").columns().get("token").commonValues())
                    .containsExactly("<text 13 upper other>");
            assertThat(context.notCaptured())
                    .anyMatch(gap -> gap.startsWith("values of customers.nobody: no such column"));
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void oneFactThatFailsCostsOnlyItself(int major) throws Exception {
        try (Shop shop = new Shop(major, Map.of());
                Connection locking = shop.admin()) {
            shop.grant(shop.watcher());
            locking.setAutoCommit(false);
            Production.run(locking, "LOCK TABLE customers IN ACCESS EXCLUSIVE MODE");
            Production.run(locking, "LOCK TABLE pg_catalog.pg_publication IN ACCESS EXCLUSIVE MODE");
            // Half way, while it waits for the second sample, the role loses the right to read sequences.
            Snapshots snapshots = new Snapshots(
                    duration -> {
                        try (Connection admin = shop.admin()) {
                            Production.run(admin, "REVOKE SELECT ON ALL SEQUENCES IN SCHEMA public FROM watcher");
                        } catch (java.sql.SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    message -> {});
            ProductionContext context = snapshots.capture(
                    with(shop.watcher(), Duration.ofMinutes(1), Duration.ofSeconds(10), Set.of(), Optional.empty()));
            locking.rollback();
            written(context);
            assertThat(context.notCaptured())
                    .anyMatch(gap -> gap.startsWith("sizes of public.customers: locked ACCESS EXCLUSIVE"))
                    .anyMatch(gap -> gap.startsWith("publications: a lock was not free within the time limit"))
                    .anyMatch(gap -> gap.startsWith("schema: tables: a lock was not free within the time limit"))
                    .anyMatch(
                            gap -> gap.startsWith("schema: left out, because half of it would be taken for the whole"))
                    .anyMatch(gap -> gap.startsWith("last values of sequences: permission denied"));
            assertThat(table(context, "customers").rows()).hasValue(1_000);
            assertThat(context.schema()).isEmpty();
            assertThat(table(context, "accounts").heapBytes().orElseThrow()).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aQueryThatTakesTooLongIsNamed(int major) throws Exception {
        try (Shop shop = new Shop(major, Map.of());
                Connection locking = shop.admin()) {
            locking.setAutoCommit(false);
            Production.run(locking, "LOCK TABLE pg_catalog.pg_publication IN ACCESS EXCLUSIVE MODE");
            SnapshotRequest admin =
                    Production.request(shop.server, shop.server.adminRole(), shop.server.adminPassword(), "shop");
            ProductionContext context = Production.snapshots()
                    .capture(with(admin, Duration.ZERO, Duration.ofMillis(450), Set.of(), Optional.empty()));
            locking.rollback();
            assertThat(context.notCaptured())
                    .anyMatch(gap -> gap.startsWith("publications: no answer within the time limit"));
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aKilledConnectionEndsItWithAClearMessage(int major) throws Exception {
        try (Shop shop = new Shop(major, Map.of())) {
            Snapshots snapshots = new Snapshots(duration -> shop.killSessions("lockkeeper"), message -> {});
            assertThatThrownBy(() -> snapshots.capture(sampling(shop.watcher(), 60)))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageContaining("the connection to 127.0.0.1:" + shop.server.port() + "/shop was lost")
                    .hasMessageContaining("Nothing was written")
                    .hasMessageNotContaining("SECRET")
                    .extracting(e -> ((SnapshotException) e).reason())
                    .isEqualTo(SnapshotException.Reason.SERVER);
        }
    }
}
