package dev.lockkeeper.context.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockkeeper.catalog.SchemaFingerprint;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.shadow.PlainServer;
import dev.lockkeeper.gate.SchemaReader;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.SchemaText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema text makes the same schema again: judged by the fingerprint, and beside pg_dump where that is installed. */
class DdlReaderTest {
    private static final String FROM_14 = """
            CREATE FUNCTION shop.atomic() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM public.orders; END;
            ALTER TABLE shop.customers ALTER COLUMN name SET COMPRESSION pglz;
            CREATE STATISTICS shop.expr ON (lower(status)), amount FROM public.orders;""";
    private static final String FROM_15 = """
            CREATE TABLE public.nulls (a int, b int, UNIQUE NULLS NOT DISTINCT (a, b));
            CREATE PUBLICATION parted FOR TABLE public.base WHERE (id > 5), TABLES IN SCHEMA shop;
            CREATE PUBLICATION narrow FOR TABLE public.base (id);
            CREATE VIEW public.invoker WITH (security_invoker = true) AS SELECT 1 AS one;""";
    private static final String FROM_18 = """
            CREATE TABLE public.modern (id int, v int GENERATED ALWAYS AS (id * 2) VIRTUAL, w int, x int CONSTRAINT "x must be" NOT NULL);
            ALTER TABLE public.modern ADD CONSTRAINT w_later NOT NULL w NOT VALID;
            ALTER TABLE public.modern ADD CONSTRAINT soft CHECK (id > 0) NOT ENFORCED;""";

    @TempDir
    private Path folder;

    static Stream<Integer> majors() {
        return Bench.majors().stream();
    }

    private static String schema(int major) throws Exception {
        return Production.resource("rich.sql")
                + (major >= 14 ? FROM_14 : "")
                + (major >= 15 ? FROM_15 : "")
                + (major >= 18 ? FROM_18 : "");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void theTextMakesTheSameSchemaAgain(int major) throws Exception {
        try (PlainServer server = PlainServer.start(major, Map.of())) {
            try (Connection admin = server.admin("postgres")) {
                Production.run(admin, "CREATE DATABASE original");
                Production.run(admin, "CREATE DATABASE ours");
                Production.run(admin, "CREATE DATABASE theirs");
            }
            try (Connection original = server.admin("original")) {
                Production.run(original, schema(major));
            }
            ProductionContext context = Production.capture(server, "original");
            String text = context.schema().orElseThrow();
            assertThat(text).doesNotContain("SECRET-IN-COMMENT");
            assertThat(context.notCaptured()).noneMatch(gap -> gap.startsWith("schema"));
            SchemaFingerprint original = fingerprint(server, "original");
            try (Connection ours = server.admin("ours")) {
                Production.run(ours, text);
            }
            assertThat(original.differences(fingerprint(server, "ours"))).isEmpty();
            assertThat(Production.capture(server, "ours").schema())
                    .as("the copy gives the same text")
                    .contains(text);
            ourOwnCatalogReadsIt(text);
            compareWithPgDump(server, major, original);
        }
    }

    private static void ourOwnCatalogReadsIt(String text) throws Exception {
        var catalog = new SchemaReader(Bench.READER).read(new SchemaText("schema", text));
        assertThat(catalog.table(QualifiedName.of("shop", "customers"))
                        .orElseThrow()
                        .columns())
                .hasSizeGreaterThanOrEqualTo(12);
        assertThat(catalog.partitionsOf(QualifiedName.of("public", "events"))).hasSize(2);
        assertThat(catalog.foreignKeysTo(QualifiedName.of("shop", "customers"))).hasSizeGreaterThanOrEqualTo(2);
        assertThat(catalog.index(QualifiedName.of("public", "orders_status_idx")))
                .isPresent();
        assertThat(catalog.view(QualifiedName.of("shop", "open_orders"))).isPresent();
    }

    private void compareWithPgDump(PlainServer server, int major, SchemaFingerprint original) throws Exception {
        int installed = pgDumpMajor();
        assumeTrue(installed > 0, "SKIPPED: pg_dump is not installed; the comparison with it did not run.");
        assumeTrue(installed >= major, "SKIPPED: pg_dump " + installed + " refuses servers of major " + major + ".");
        Path dump = folder.resolve("dump.sql");
        ProcessBuilder builder = new ProcessBuilder(
                        "pg_dump",
                        "--schema-only",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(server.port()),
                        "-U",
                        server.adminRole(),
                        "-f",
                        dump.toString(),
                        "original")
                .redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", server.adminPassword());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        try (Connection theirs = server.admin("theirs")) {
            Production.run(theirs, new SchemaText("dump", Files.readString(dump)).sql());
        }
        List<String> differences =
                withoutComments(original).differences(withoutComments(fingerprint(server, "theirs")));
        // pg_dump 15 holds public's rights against the defaults of 15, so for a server before 15 the REVOKE is not in
        // it.
        boolean revokeLost = major < 15
                && installed >= 15
                && !Files.readString(dump).contains("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
                && !Files.readString(dump).contains("REVOKE ALL ON SCHEMA public FROM PUBLIC");
        assertThat(differences.stream()
                        .filter(line ->
                                !(revokeLost && line.substring(2).startsWith("privilege schema public to PUBLIC ")))
                        .toList())
                .as("pg_dump gives the original too")
                .isEmpty();
    }

    private static int pgDumpMajor() throws Exception {
        try {
            Process process = new ProcessBuilder("pg_dump", "--version")
                    .redirectErrorStream(true)
                    .start();
            Matcher version = Pattern.compile(" (\\d+)")
                    .matcher(new String(process.getInputStream().readAllBytes()));
            return process.waitFor(10, TimeUnit.SECONDS) && version.find() ? Integer.parseInt(version.group(1)) : 0;
        } catch (java.io.IOException e) {
            return 0;
        }
    }

    private static SchemaFingerprint fingerprint(PlainServer server, String database) throws Exception {
        try (Connection connection = server.admin(database)) {
            Production.run(connection, "SET search_path = ''");
            return withoutComments(FingerprintReader.read(connection));
        }
    }

    private static SchemaFingerprint withoutComments(SchemaFingerprint fingerprint) {
        return SchemaFingerprint.of(List.copyOf(fingerprint.objects().stream()
                .filter(line -> !line.startsWith("comment "))
                .toList()));
    }
}
