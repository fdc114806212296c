package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.dryrun.shadow.PlainServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How many thin rows a second a backfill changes (docs/benchmarks/backfill.md): by {@code apply}, by the PROCEDURE alone,
 * by a plain UPDATE, and by article 000's one-transaction function; fsync off, nobody else. {@code BACKFILL_ROWS} names
 * the sizes. Lines go to {@code target/apply-backfill.tsv}.
 */
@Tag("exam")
class ApplyBackfillExam {
    private static final int MAJOR = 17;
    /** The article's function needs a scan of all that it did for each batch: more of it would take hours. */
    private static final long FUNCTION_ROWS = 50_000;

    private static final String MIGRATION =
            "ALTER TABLE thin ADD COLUMN c integer;\nUPDATE thin SET c = b + 1 WHERE c IS NULL;\n";

    @TempDir
    private Path folder;

    static int[] sizes() {
        return Arrays.stream(
                        System.getenv().getOrDefault("BACKFILL_ROWS", "300000").split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void rowsASecond(int rows) throws Exception {
        try (PlainServer server = PlainServer.start(
                MAJOR,
                Map.of("fsync", "off", "synchronous_commit", "off", "shared_buffers", "1GB", "max_wal_size", "4GB"))) {
            sql(server, "postgres", "CREATE ROLE shop_owner LOGIN PASSWORD 's3cret-apply'");
            load(server, rows);
            Path plan = review(server, rows);
            Cli cli = cli();

            sql(server, "target", "ALTER TABLE thin ADD COLUMN c integer");
            report(
                    rows,
                    "plain UPDATE",
                    rows,
                    clocked(() -> sql(server, "target", "UPDATE thin SET c = b + 1 WHERE c IS NULL")));

            load(server, rows);
            sql(server, "target", "ALTER TABLE thin ADD COLUMN c integer");
            sql(server, "target", function());
            for (String pause : new String[] {"0.1", "0"}) {
                sql(server, "target", "UPDATE thin SET c = NULL WHERE c IS NOT NULL");
                sql(server, "target", "VACUUM thin");
                report(
                        rows,
                        "article 000's function, pause " + pause + " s, first " + FUNCTION_ROWS + " rows",
                        FUNCTION_ROWS,
                        clocked(() ->
                                sql(server, "target", "SELECT backfill_c(" + pause + ", " + FUNCTION_ROWS + ")")));
            }

            load(server, rows);
            sql(server, "postgres", "ALTER DATABASE target SET lockkeeper.batch_rows = 5000");
            sql(server, "postgres", "ALTER DATABASE target SET lockkeeper.pause_ms = 0");
            applied(cli, plan, server);
            report(rows, "apply, full speed", rows, batches(server));

            load(server, rows);
            sql(server, "postgres", "ALTER DATABASE target SET lockkeeper.batch_rows = 5000");
            sql(server, "postgres", "ALTER DATABASE target SET lockkeeper.pause_ms = 0");
            report(rows, "PROCEDURE alone, full speed", rows, byHand(plan, server));

            load(server, rows);
            applied(cli, plan, server);
            report(rows, "apply, pace found by itself", rows, batches(server));
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double clocked(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static String function() {
        return """
                CREATE FUNCTION backfill_c(pause double precision, most bigint) RETURNS void AS $$
                DECLARE
                  rows_updated integer;
                  total bigint := 0;
                BEGIN
                  LOOP
                    UPDATE thin SET c = b + 1 WHERE id IN (SELECT id FROM thin WHERE c IS NULL LIMIT 500);
                    GET DIAGNOSTICS rows_updated = ROW_COUNT;
                    total := total + rows_updated;
                    EXIT WHEN rows_updated = 0 OR total >= most;
                    PERFORM pg_sleep(pause);
                  END LOOP;
                END;
                $$ LANGUAGE plpgsql""";
    }

    private void load(PlainServer server, int rows) throws Exception {
        sql(server, "postgres", "DROP DATABASE IF EXISTS target");
        sql(server, "postgres", "CREATE DATABASE target OWNER shop_owner");
        sql(server, "target", "ALTER SCHEMA public OWNER TO shop_owner");
        sql(server, "target", "CREATE TABLE public.thin (id bigint NOT NULL, a integer NOT NULL, b integer NOT NULL)");
        sql(server, "target", "INSERT INTO thin SELECT i, i % 1000, i % 77 FROM generate_series(1, " + rows + ") i");
        sql(server, "target", "ALTER TABLE ONLY public.thin ADD CONSTRAINT thin_pkey PRIMARY KEY (id)");
        sql(server, "target", "ALTER TABLE public.thin OWNER TO shop_owner");
        sql(server, "target", "VACUUM ANALYZE thin");
        sql(server, "target", "CHECKPOINT");
    }

    private Cli cli() throws Exception {
        return new Cli(folder)
                .with("PGPASSWORD", ApplyBench.PASSWORD)
                .with("HOME", folder.toString())
                .with("XDG_STATE_HOME", folder.resolve("state").toString());
    }

    private Path review(PlainServer server, int rows) throws Exception {
        Cli cli = cli();
        cli.file("schema.sql", """
                CREATE TABLE public.thin (id bigint NOT NULL, a integer NOT NULL, b integer NOT NULL);
                ALTER TABLE ONLY public.thin ADD CONSTRAINT thin_pkey PRIMARY KEY (id);
                ALTER TABLE public.thin OWNER TO shop_owner;
                """);
        cli.file("lockkeeper.yaml", "context: {max_age: never}\nshadow: {forecast_seconds: 0}\n");
        Path context = cli.file("context.json", """
                {"postgres_version": "%s", "captured_at": "2026-11-20T08:00:00Z", "schema_file": "schema.sql",
                 "database": {"name": "target", "system_identifier": "%s", "timeline": 1, "address": "127.0.0.1", "port": %d, "started_at": "%s"},
                 "deployment": {"style": "rolling"},
                 "tables": {"thin": {"rows": %d, "heap_bytes": %d}}}
                """.formatted(
                        one(server, "SELECT split_part(version(), ' ', 2)"),
                        one(server, "SELECT system_identifier::text FROM pg_control_system()"),
                        server.port(),
                        one(
                                server,
                                "SELECT to_char(pg_postmaster_start_time() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"),
                        rows,
                        rows * 44L));
        Path out = folder.resolve("plan");
        Cli.Result result = cli.run(
                "review",
                "--shadow",
                "embedded",
                "--config",
                folder.resolve("lockkeeper.yaml").toString(),
                "--context",
                context.toString(),
                "--out",
                out.toString(),
                cli.file("m.sql", MIGRATION).toString());
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        return out;
    }

    private void applied(Cli cli, Path plan, PlainServer server) {
        Cli.Result result = cli.run(
                "apply",
                "--plan",
                plan.toString(),
                "--url",
                server.url("shop_owner", "target"),
                "--through",
                "2",
                "--yes");
        assertThat(result.code()).as(result.out() + result.err()).isZero();
    }

    /** Seconds of the step that runs the batches, as recorded. */
    private static double batches(PlainServer server) throws Exception {
        return Double.parseDouble(target(
                        server, "SELECT duration_ms FROM lockkeeper.apply_step WHERE title LIKE '%run the batches%'"))
                / 1000;
    }

    /** The signed files as psql runs them; seconds of the CALL. */
    private double byHand(Path plan, PlainServer server) throws Exception {
        double seconds = 0;
        try (var files = Files.list(plan)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".sql"))
                    .sorted()
                    .toList()) {
                double took = clocked(() -> {
                    ProcessBuilder psql = new ProcessBuilder(
                                    "psql",
                                    "-X",
                                    "-q",
                                    "-v",
                                    "ON_ERROR_STOP=1",
                                    "-f",
                                    file.toString(),
                                    server.url("shop_owner", "target"))
                            .inheritIO();
                    psql.environment().put("PGPASSWORD", ApplyBench.PASSWORD);
                    assertThat(psql.start().waitFor()).isZero();
                });
                seconds = Math.max(seconds, took);
            }
        }
        return seconds;
    }

    private static void report(int rows, String form, long changed, double seconds) throws Exception {
        Files.writeString(
                Path.of("target", "apply-backfill.tsv"),
                String.format(Locale.ROOT, "%d\t%s\t%.2f s\t%,.0f rows/s%n", rows, form, seconds, changed / seconds),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static String one(PlainServer server, String sql) throws SQLException {
        return query(server, "postgres", sql);
    }

    private static String target(PlainServer server, String sql) throws SQLException {
        return query(server, "target", sql);
    }

    private static String query(PlainServer server, String database, String sql) throws SQLException {
        try (Connection admin = server.admin(database);
                Statement statement = admin.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return String.valueOf(result.getString(1));
        }
    }

    private static void sql(PlainServer server, String database, String sql) throws SQLException {
        try (Connection admin = server.admin(database);
                Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }
}
