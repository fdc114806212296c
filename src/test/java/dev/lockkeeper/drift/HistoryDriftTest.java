package dev.lockkeeper.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.drift.DriftReport.MigrationState;
import dev.lockkeeper.drift.DriftReport.MigrationState.State;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.sql.SchemaText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A history of each runner, replayed on real servers, against a production that went its own way. */
class HistoryDriftTest {
    @TempDir
    private Path folder;

    private static final Map<String, String> FLYWAY = Map.of(
            "V1__orders.sql",
            "CREATE EXTENSION IF NOT EXISTS pgcrypto;\nCREATE ROLE shop_reports;\nCREATE TABLE public.orders (id bigint PRIMARY KEY, status text, total numeric(10,2));\nGRANT SELECT ON public.orders TO shop_reports;",
            "V2__index.sql",
            "CREATE INDEX orders_status_idx ON public.orders (status, total);",
            "V3__twice.sql",
            "CREATE FUNCTION public.twice(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';\nCREATE VIEW public.open AS SELECT id FROM public.orders;",
            "V9__check.sql",
            "ALTER TABLE public.orders ADD COLUMN paid boolean;\nALTER TABLE public.orders ADD CONSTRAINT total_positive CHECK (total > 0);",
            "V10__concurrently.sql",
            "CREATE INDEX CONCURRENTLY orders_paid_idx ON public.orders (paid);");

    /** Production never ran V10, has another index under a name of the history, and things that nobody's migration made. */
    private static final String PRODUCTION = """
            CREATE TABLE public.flyway_schema_history (installed_rank int PRIMARY KEY, script text);
            CREATE TABLE public.orders (id bigint NOT NULL, status text, paid boolean, total numeric(10,2), adhoc text);
            ALTER TABLE public.orders OWNER TO shop_owner;
            ALTER TABLE ONLY public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
            ALTER TABLE public.orders ADD CONSTRAINT total_positive CHECK ((total > (0)::numeric));
            CREATE INDEX orders_status_idx ON public.orders USING btree (status);
            CREATE INDEX adhoc_idx ON public.orders USING btree (total);
            CREATE FUNCTION public.twice(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 * 2';
            ALTER FUNCTION public.twice(integer) OWNER TO shop_owner;
            CREATE VIEW public.open AS SELECT orders.id FROM public.orders;
            GRANT SELECT ON TABLE public.orders TO shop_reports;
            GRANT DELETE ON TABLE public.orders TO intern;
            """;

    private Path write(Map<String, String> files) throws Exception {
        for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return folder;
    }

    private static DriftOutcome compare(
            int major, String schema, MigrationHistory history, Optional<AppliedMigrations> applied) throws Exception {
        return new HistoryDrift(Bench.databases(), ShadowChoice.EMBEDDED, Bench.READER)
                .compare(
                        new ContextDrift.Side(
                                "production",
                                ContextReader.read(
                                        "production.json",
                                        ("{\"postgres_version\": \"" + major
                                                        + "\", \"server\": {\"extensions\": [\"pgcrypto\"]}}")
                                                .getBytes(StandardCharsets.UTF_8)),
                                Optional.of(new SchemaText("schema.sql", schema))),
                        history,
                        applied);
    }

    @TestFactory
    Stream<DynamicTest> productionThatWentItsOwnWay() {
        return Bench.majors().stream()
                .map(major -> DynamicTest.dynamicTest("PostgreSQL " + major, () -> {
                    MigrationHistory history = MigrationHistory.read(write(FLYWAY), Optional.empty());
                    assertThat(history.framework()).isEqualTo(Framework.FLYWAY);
                    assertThat(history.files())
                            .extracting(MigrationHistory.MigrationFile::name)
                            .containsExactly(
                                    "V1__orders.sql",
                                    "V2__index.sql",
                                    "V3__twice.sql",
                                    "V9__check.sql",
                                    "V10__concurrently.sql");
                    DriftReport report =
                            ((DriftOutcome.Compared) compare(major, PRODUCTION, history, Optional.empty())).report();
                    assertThat(report.differences())
                            .extracting(d -> d.how() + " " + d.kind() + " " + d.name())
                            .containsExactlyInAnyOrder(
                                    "ONLY_RIGHT column public.orders.adhoc",
                                    "DEFINITION index public.orders_status_idx",
                                    "ONLY_LEFT index public.orders_paid_idx",
                                    "ONLY_RIGHT index public.adhoc_idx",
                                    "ONLY_RIGHT privilege public.orders to intern");
                    assertThat(states(report))
                            .containsExactly(
                                    State.APPLIED, State.APPLIED, State.APPLIED, State.APPLIED, State.NOT_APPLIED);
                    assertThat(report.notChecked())
                            .anyMatch(line -> line.contains("--applied"))
                            .anyMatch(line -> line.contains("V1__orders.sql:2 was not run: CREATE ROLE"));
                }));
    }

    private static List<State> states(DriftReport report) {
        return report.migrations().stream().map(MigrationState::state).toList();
    }

    @Test
    void theRunnersOwnTableTellsWhatWasEdited() throws Exception {
        MigrationHistory history = MigrationHistory.read(write(FLYWAY), Optional.empty());
        // Checksums as Flyway writes them: V3 is another file by now, V10 never ran, V4 is gone.
        Path csv = folder.resolve("history.csv");
        Files.writeString(
                csv,
                "installed_rank,version,description,type,script,checksum,installed_by,installed_on,execution_time,success\n"
                        + "1,1,orders,SQL,V1__orders.sql," + crc(FLYWAY.get("V1__orders.sql")) + ",o,2026-01-01,5,t\n"
                        + "2,2,\"index, plain\",SQL,V2__index.sql," + crc(FLYWAY.get("V2__index.sql"))
                        + ",o,2026-01-01,5,t\n"
                        + "3,3,twice,SQL,V3__twice.sql,42,o,2026-01-01,5,t\n"
                        + "4,4,gone,SQL,V4__gone.sql,7,o,2026-01-01,5,t\n"
                        + "5,9,check,SQL,V9__check.sql," + crc(FLYWAY.get("V9__check.sql")) + ",o,2026-01-01,5,t\n");
        DriftReport report = ((DriftOutcome.Compared) compare(
                        Bench.majors().getFirst(), PRODUCTION, history, Optional.of(AppliedMigrations.read(csv))))
                .report();
        assertThat(report.migrations())
                .extracting(m -> m.file() + " " + m.state())
                .containsExactly(
                        "V1__orders.sql APPLIED",
                        "V2__index.sql APPLIED",
                        "V3__twice.sql EDITED",
                        "V9__check.sql APPLIED",
                        "V10__concurrently.sql NOT_APPLIED",
                        "V4__gone.sql FILE_MISSING");
    }

    /** By hand: the lines' bytes one after the other, as a signed number. */
    private static String crc(String text) {
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(text.replace("\n", "").getBytes(StandardCharsets.UTF_8));
        return Integer.toString((int) crc.getValue());
    }

    @Test
    void aHistoryAgainstItselfHasNoDrift() throws Exception {
        MigrationHistory history = MigrationHistory.read(write(FLYWAY), Optional.empty());
        String all = String.join(
                        ";\n",
                        history.files().stream()
                                .map(MigrationHistory.MigrationFile::text)
                                .toList())
                .replace("CONCURRENTLY ", "")
                .replace("CREATE ROLE shop_reports;", "");
        DriftReport report =
                ((DriftOutcome.Compared) compare(Bench.majors().getLast(), all, history, Optional.empty())).report();
        assertThat(report.differences()).isEmpty();
        assertThat(report.matters()).isFalse();
    }

    @TestFactory
    Stream<DynamicTest> aHistoryThatDoesNotRunIsNamedWithFileAndLine() {
        return Stream.of(
                        List.of("CREATE TABLE a (id int);\n\nALTER TABLE missing ADD COLUMN x int;", "3", "42P01"),
                        List.of("CREATE TABLE a (id int);\nCREATE TABEL b (id int);", "2", "42601"),
                        List.of("SELECT 1;\nSELECT pg_read_file('/etc/passwd');", "2", "42501"))
                .map(row -> DynamicTest.dynamicTest(row.get(2), () -> {
                    MigrationHistory history =
                            MigrationHistory.read(write(Map.of("001_a.sql", row.get(0))), Optional.empty());
                    assertThat(compare(Bench.majors().getFirst(), "", history, Optional.empty()))
                            .isInstanceOfSatisfying(DriftOutcome.HistoryFails.class, fails -> {
                                assertThat(fails.file()).isEqualTo("001_a.sql");
                                assertThat(fails.line()).isEqualTo(Integer.parseInt(row.get(1)));
                                assertThat(fails.sqlState()).isEqualTo(row.get(2));
                                assertThat(fails.nextStep()).isNotBlank();
                            });
                }));
    }

    @TestFactory
    Stream<DynamicTest> eachRunnerHasItsOrderAndItsForwardPart() {
        record Row(Framework framework, Map<String, String> files, List<String> order, String first) {}
        return Stream.of(
                        new Row(
                                Framework.PLAIN,
                                Map.of("10.sql", "SELECT 10", "2.sql", "SELECT 2"),
                                List.of("10.sql", "2.sql"),
                                "SELECT 10"),
                        new Row(
                                Framework.GOLANG_MIGRATE,
                                Map.of(
                                        "10_b.up.sql",
                                        "SELECT 10",
                                        "10_b.down.sql",
                                        "SELECT -10",
                                        "9_a.up.sql",
                                        "SELECT 9"),
                                List.of("9_a.up.sql", "10_b.up.sql"),
                                "SELECT 9"),
                        new Row(
                                Framework.DBMATE,
                                Map.of("20260101_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;"),
                                List.of("20260101_a.sql"),
                                "-- migrate:up\nSELECT 1;\n"),
                        new Row(
                                Framework.GOOSE,
                                Map.of("001_a.sql", "-- +goose Down\nSELECT 2;\n-- +goose Up\nSELECT 1;"),
                                List.of("001_a.sql"),
                                "\n\n-- +goose Up\nSELECT 1;"),
                        new Row(
                                Framework.PRISMA,
                                Map.of("20260102_b/migration.sql", "SELECT 2", "20260101_a/migration.sql", "SELECT 1"),
                                List.of("20260101_a/migration.sql", "20260102_b/migration.sql"),
                                "SELECT 1"),
                        new Row(
                                Framework.SQITCH,
                                Map.of(
                                        "sqitch.plan",
                                        "%project=x\n\nusers 2026-01-01T00:00:00Z A <a@b> # u\nahead [users] 2026-01-02T00:00:00Z A <a@b> # a\n",
                                        "deploy/ahead.sql",
                                        "SELECT 2",
                                        "deploy/users.sql",
                                        "SELECT 1",
                                        "revert/users.sql",
                                        "SELECT 3"),
                                List.of("deploy/users.sql", "deploy/ahead.sql"),
                                "SELECT 1"),
                        new Row(
                                Framework.FLYWAY,
                                Map.of(
                                        "R__views.sql", "SELECT 'r'",
                                        "V1.10__b.sql", "SELECT 2",
                                        "sub/V1.9__a.sql", "SELECT 1",
                                        "U1.9__a.sql", "SELECT 9"),
                                List.of("sub/V1.9__a.sql", "V1.10__b.sql", "R__views.sql"),
                                "SELECT 1"))
                .map(row -> DynamicTest.dynamicTest(row.framework().displayName(), () -> {
                    Path place = Files.createTempDirectory(folder, "runner");
                    for (Map.Entry<String, String> file : row.files().entrySet()) {
                        Path path = place.resolve(file.getKey());
                        Files.createDirectories(path.getParent());
                        Files.writeString(path, file.getValue());
                    }
                    MigrationHistory history = MigrationHistory.read(place, Optional.empty());
                    assertThat(history.framework()).isEqualTo(row.framework());
                    assertThat(history.files())
                            .extracting(MigrationHistory.MigrationFile::name)
                            .isEqualTo(row.order());
                    assertThat(history.files().getFirst().text()).isEqualTo(row.first());
                }));
    }

    @Test
    void foldersThatAreNoHistory() throws Exception {
        assertThatThrownBy(() -> MigrationHistory.read(folder.resolve("nowhere"), Optional.empty()))
                .isInstanceOf(HistoryException.class)
                .hasMessageContaining("is no folder");
        write(Map.of("001_a.py", "x"));
        assertThatThrownBy(() -> MigrationHistory.read(folder, Optional.empty()))
                .hasMessageContaining("holds no .sql file");
    }
}
