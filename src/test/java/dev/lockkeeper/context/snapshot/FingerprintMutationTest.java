package dev.lockkeeper.context.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.lockkeeper.catalog.SchemaFingerprint;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.shadow.PlainServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of object is changed once, and the fingerprint sees each change; so does pg_dump, where one of the
 * server's own major is installed, which proves that the changes are changes of the schema.
 */
@Timeout(900)
class FingerprintMutationTest {
    /** Majors whose pg_dump is installed; without any the test is skipped, and says so. */
    static List<Integer> dumpable() {
        List<Integer> found = Bench.majors().stream()
                .filter(major -> Files.isExecutable(PgDump.program(major)))
                .toList();
        assumeFalse(found.isEmpty(), "SKIPPED: no pg_dump of PostgreSQL " + Bench.majors() + " in /usr/lib/postgresql");
        return found;
    }

    /** The oldest and the newest: between them catalogs only grow. */
    static List<Integer> majors() {
        return Stream.of(Collections.min(Bench.majors()), Collections.max(Bench.majors()))
                .distinct()
                .toList();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void eachChangeIsSeen(int major) throws Exception {
        eachChangeIsSeen(major, false);
    }

    /** A hundred and forty dumps take their time: asked for by .ci/run. */
    @Tag("exam")
    @ParameterizedTest(name = "PostgreSQL {0} and its pg_dump")
    @MethodSource("dumpable")
    void eachChangeIsSeenByPgDumpToo(int major) throws Exception {
        eachChangeIsSeen(major, true);
    }

    private static void eachChangeIsSeen(int major, boolean dumping) throws Exception {
        List<String> unseen = new ArrayList<>();
        try (PlainServer server = PlainServer.start(major, Map.of());
                Connection connection = server.admin("postgres")) {
            run(connection, Mutations.BASE);
            run(connection, "CREATE VIEW app.v15 AS SELECT 1 AS a");
            Optional<PgDump> dump = dumping ? PgDump.of(major, server) : Optional.empty();
            SchemaFingerprint fingerprint = FingerprintReader.read(connection);
            String text = dump.isPresent() ? dump.get().schema() : "";
            for (Mutations.Change change : Mutations.CHANGES) {
                if (change.since() > major) {
                    continue;
                }
                try {
                    run(connection, change.sql());
                } catch (SQLException e) {
                    unseen.add("not possible: " + e.getMessage());
                    continue;
                }
                SchemaFingerprint now = FingerprintReader.read(connection);
                if (fingerprint.differences(now).isEmpty()
                        || fingerprint.digest().equals(now.digest())) {
                    unseen.add("fingerprint: " + change.sql());
                }
                if (dump.isPresent()) {
                    String after = dump.get().schema();
                    if (after.equals(text)) {
                        unseen.add("pg_dump: " + change.sql());
                    }
                    text = after;
                }
                fingerprint = now;
            }
            assertThat(String.join("\n", fingerprint.objects())).doesNotContain("secret-of-mapping");
        }
        assertThat(unseen).as("PostgreSQL " + major).isEmpty();
    }

    @Test
    void theOrderOfMakingAndTheSessionAreNoDifference() throws Exception {
        int major = Collections.max(Bench.majors());
        String a =
                "CREATE TABLE t (x int, y timestamptz DEFAULT '2020-01-01 00:00:00+00', z interval DEFAULT '1 day 2 hours');";
        try (PlainServer server = PlainServer.start(major, Map.of())) {
            List<String> digests = new ArrayList<>();
            for (String script : List.of(
                    a
                            + "CREATE INDEX i ON t (x); CREATE VIEW v AS SELECT x FROM t; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';" + a
                            + "CREATE VIEW v AS SELECT x FROM t; CREATE INDEX i ON t (x);"
                            + "SET search_path = ''; SET TimeZone = 'Asia/Tokyo'; SET IntervalStyle = 'iso_8601'; SET quote_all_identifiers = on")) {
                run(server, "postgres", "CREATE DATABASE d" + digests.size());
                try (Connection connection = server.admin("d" + digests.size())) {
                    run(connection, script);
                    digests.add(FingerprintReader.read(connection).digest());
                    assertThat(connection.getAutoCommit()).isTrue();
                }
            }
            assertThat(digests.get(1)).isEqualTo(digests.get(0));
        }
    }

    /** Operators in a schema that stands before pg_catalog must not answer for it. */
    @Test
    void plantedOperatorsDoNotBlindIt() throws Exception {
        int major = Collections.max(Bench.majors());
        try (PlainServer server = PlainServer.start(major, Map.of());
                Connection connection = server.admin("postgres")) {
            run(connection, "CREATE TABLE t (x int)");
            run(
                    connection,
                    "CREATE FUNCTION no(name, name) RETURNS boolean LANGUAGE sql AS 'SELECT false';"
                            + "CREATE FUNCTION no(name, text) RETURNS boolean LANGUAGE sql AS 'SELECT false';"
                            + "CREATE FUNCTION no(oid, oid) RETURNS boolean LANGUAGE sql AS 'SELECT false';"
                            + "CREATE FUNCTION nothing(text, text) RETURNS text LANGUAGE sql AS 'SELECT ''''::text';"
                            + "CREATE OPERATOR !~ (LEFTARG = name, RIGHTARG = text, FUNCTION = no);"
                            + "CREATE OPERATOR = (LEFTARG = oid, RIGHTARG = oid, FUNCTION = no);"
                            + "CREATE OPERATOR = (LEFTARG = name, RIGHTARG = name, FUNCTION = no);"
                            + "CREATE OPERATOR || (LEFTARG = text, RIGHTARG = text, FUNCTION = nothing)");
            SchemaFingerprint honest = FingerprintReader.read(connection);
            run(connection, "SET search_path = public, pg_catalog");
            assertThat(FingerprintReader.read(connection).differences(honest)).isEmpty();
            run(connection, "ALTER TABLE t ADD COLUMN y int");
            assertThat(honest.differences(FingerprintReader.read(connection)))
                    .containsExactly("+ column public.t.y integer");
        }
    }

    private static void run(PlainServer server, String database, String sql) throws SQLException {
        try (Connection connection = server.admin(database)) {
            run(connection, sql);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException(sql + ": " + e.getMessage(), e.getSQLState(), e);
        }
    }

    /** An installed pg_dump of the server's major. */
    private record PgDump(Path program, PlainServer server) {
        static Optional<PgDump> of(int major, PlainServer server) {
            return Stream.of(program(major))
                    .filter(Files::isExecutable)
                    .map(program -> new PgDump(program, server))
                    .findFirst();
        }

        static Path program(int major) {
            return Path.of("/usr/lib/postgresql/" + major + "/bin/pg_dump");
        }

        String schema() throws IOException, InterruptedException {
            ProcessBuilder builder = new ProcessBuilder(
                    program.toString(),
                    "--schema-only",
                    "-h",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(server.port()),
                    "-U",
                    server.adminRole(),
                    "postgres");
            builder.environment().put("PGPASSWORD", server.adminPassword());
            builder.redirectErrorStream(true);
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(text).isZero();
            return text.lines()
                    .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
                    .collect(Collectors.joining("\n"));
        }
    }
}
