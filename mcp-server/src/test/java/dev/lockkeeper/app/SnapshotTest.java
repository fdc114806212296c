package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.shadow.PlainServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code lockkeeper snapshot} against a real server: files, channels, exit codes, and the review that reads the file. */
class SnapshotTest {
    private static final String PASSWORD = "s3cret-Pa%:@/word";
    private static PlainServer server;

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeAll
    static void start() throws Exception {
        int newest = Arrays.stream(System.getenv()
                        .getOrDefault("LOCKKEEPER_MAJORS", "18")
                        .replace("all", "18")
                        .split(","))
                .map(String::strip)
                .mapToInt(Integer::parseInt)
                .max()
                .orElseThrow();
        server = PlainServer.start(newest, Map.of());
        sql("CREATE DATABASE shop", "postgres");
        sql(
                "CREATE TABLE orders (id bigserial PRIMARY KEY, status text, note text);"
                        + " INSERT INTO orders (status) SELECT 'open' FROM generate_series(1, 50000); ANALYZE orders;"
                        + " CREATE ROLE shop_owner; ALTER TABLE orders OWNER TO shop_owner;"
                        + " CREATE ROLE watcher LOGIN PASSWORD '" + PASSWORD + "'",
                "shop");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void commandLine() throws Exception {
        cli = new Cli(folder).with("PGPASSWORD", PASSWORD).with("HOME", folder.toString());
    }

    private static void sql(String sql, String database) throws Exception {
        try (Connection admin = server.admin(database);
                Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    private String url() {
        return server.url("watcher", "shop");
    }

    private void nothingLeaks(Cli.Result result) throws Exception {
        assertThat(result.out() + result.err()).doesNotContain(PASSWORD, "s3cret");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(f -> !f.endsWith(".pgpass") && !f.endsWith("pw"))
                    .toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain(PASSWORD, "s3cret");
            }
        }
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith(".git"))
                    .sorted()
                    .toList();
        }
    }

    /** The command that a stale context's verdict names: it renews the file that the configuration names. */
    @Test
    void aDatabaseOfTheConfigurationIsRenewed() throws Exception {
        String config = cli.file(
                        "lockkeeper.yaml",
                        "databases:\n  shop: {url: '" + url()
                                + "', snapshot: shop.json}\n  empty: {snapshot: e.json}\n")
                .toString();
        for (int i = 0; i < 2; i++) {
            Cli.Result result = cli.run("snapshot", "--database", "shop", "--config", config, "--sample", "0");
            assertThat(result.code()).as(result.err()).isZero();
        }
        assertThat(ContextReader.read(folder.resolve("shop.json")).databaseName())
                .isEqualTo("shop");
        assertThat(cli.run("snapshot", "--database", "empty", "--config", config)
                        .err())
                .contains("has no url");
        assertThat(cli.run("snapshot", "--database", "shop", "--url", url(), "--config", config)
                        .code())
                .isEqualTo(2);
    }

    /** What lockkeeper.yaml declares wins in the judgement, and never ends up in the captured file. */
    @Test
    void preflightWritesItsCountsAndNoDeclarations() throws Exception {
        sql("GRANT SELECT ON orders TO watcher", "shop");
        String config = cli.file(
                        "lockkeeper.yaml",
                        "databases:\n  shop: {url: '" + url()
                                + "', snapshot: shop.json, pool_size: 77, deployment: {peak_hours: 09-12}}\n")
                .toString();
        assertThat(cli.run("snapshot", "--database", "shop", "--config", config, "--sample", "0")
                        .code())
                .isZero();
        String migration = cli.file("m.sql", "ALTER TABLE orders ADD CONSTRAINT k CHECK (status <> 'open');\n")
                .toString();
        Cli.Result result =
                cli.run("preflight", "--database", "shop", "--config", config, "--run", "--update", migration);
        assertThat(result.code()).as(result.out() + result.err()).isEqualTo(1);
        ProductionContext written = ContextReader.read(folder.resolve("shop.json"));
        assertThat(written.server().dataFacts())
                .singleElement()
                .satisfies(fact -> assertThat(fact.count()).isEqualTo(1_001));
        assertThat(written.deployment()).isEmpty();
        assertThat(written.poolSize()).isEmpty();
        nothingLeaks(result);
    }

    @Test
    void theFileIsWhatReviewNeeds() throws Exception {
        Path file = folder.resolve("production.json");
        Cli.Result result =
                cli.run("snapshot", "--url", url(), "--sample", "0", "--pool-size", "40", "-o", file.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("database shop, 1 tables")
                .contains("Not captured:")
                .contains("pg_monitor");
        assertThat(result.err()).as("no progress without a terminal").isEmpty();
        nothingLeaks(result);
        ProductionContext context = ContextReader.read(file);
        assertThat(context.tables().values().iterator().next().rows()).hasValue(50_000);
        Path migration = cli.file("add.sql", "ALTER TABLE orders ADD COLUMN channel text;\n");
        Cli.Result review = cli.run("review", "--context", file.toString(), migration.toString());
        assertThat(review.code()).as(review.out() + review.err()).isZero();
        assertThat(folder.resolve("add.sql.lockkeeper/report.json")).content().contains("50,000 rows");
        Cli.Result again = cli.run("snapshot", "--url", url(), "--sample", "0", "-o", file.toString());
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("--force");
        Cli.Result since = cli.run(
                "snapshot",
                "--url",
                url(),
                "--sample",
                "0",
                "--since",
                file.toString(),
                "--force",
                "--format",
                "json",
                "-o",
                file.toString());
        assertThat(since.code()).as(since.err()).isZero();
        assertThat(since.out())
                .contains("\"sha256\" : \"" + ContextReader.read(file).digest())
                .contains("\"tables\" : 1");
    }

    @Test
    void thePrintedGrantsCloseTheGaps() throws Exception {
        Cli.Result grants = cli.run("snapshot", "--url", url(), "--grants");
        assertThat(grants.code()).as(grants.err()).isZero();
        assertThat(grants.out())
                .contains(
                        "GRANT pg_monitor TO watcher;",
                        "GRANT SELECT ON SEQUENCE public.orders_id_seq TO watcher;",
                        "SECURITY DEFINER SET search_path = pg_catalog, pg_temp");
        sql(grants.out().replace("CREATE EXTENSION IF NOT EXISTS pg_stat_statements", "SELECT 1"), "shop");
        Path file = folder.resolve("granted.json");
        Cli.Result result = cli.run("snapshot", "--url", url(), "--sample", "0", "-o", file.toString());
        assertThat(ContextReader.read(file).notCaptured())
                .as(result.out())
                .allMatch(gap -> gap.startsWith("workload: the extension pg_stat_statements is not installed"));
        sql(
                "DROP SCHEMA lockkeeper CASCADE; REVOKE pg_monitor FROM watcher; REVOKE SELECT ON ALL SEQUENCES IN SCHEMA public FROM watcher",
                "shop");
    }

    /** Where the password may come from, and how a URL may look. */
    @Test
    void everySourceOfThePasswordWorksAndNoneIsPrinted() throws Exception {
        String encoded = "s3cret-Pa%25%3A%40%2Fword";
        String place = "127.0.0.1:" + server.port() + "/shop";
        cli.file(".pgpass", "other:*:*:*:no\n127.0.0.1:*:shop:watcher:s3cret-Pa%\\:@/word\n");
        Files.setPosixFilePermissions(
                folder.resolve(".pgpass"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Path pw = cli.file("pw", PASSWORD + "\n");
        Cli without = new Cli(folder).with("HOME", "/nonexistent").with("PGPASSWORD", "");
        Object[][] table = {
            {cli, new String[] {"--url", "postgresql://watcher@" + place}},
            {new Cli(folder).with("HOME", folder.toString()).with("PGPASSWORD", ""), new String[] {"--url", url()}},
            {without, new String[] {"--url", "postgres://watcher:" + encoded + "@" + place}},
            {
                without,
                new String[] {
                    "--url", "jdbc:postgresql://" + place + "?user=watcher&password=" + encoded + "&sslmode=prefer"
                }
            },
            {without, new String[] {"postgres://watcher:" + encoded + "@" + place}},
            {
                without,
                new String[] {
                    "--host",
                    "127.0.0.1",
                    "--port",
                    "" + server.port(),
                    "--dbname",
                    "shop",
                    "--user",
                    "watcher",
                    "--password-file",
                    pw.toString()
                }
            },
        };
        for (Object[] row : table) {
            String[] where = (String[]) row[1];
            String[] all = Arrays.copyOf(where, where.length + 6);
            System.arraycopy(
                    new String[] {
                        "--sample",
                        "0",
                        "--force",
                        "-o",
                        folder.resolve("p.json").toString(),
                        "--timeout=20"
                    },
                    0,
                    all,
                    where.length,
                    6);
            all[0] = where[0];
            String[] arguments = new String[all.length + 1];
            arguments[0] = "snapshot";
            System.arraycopy(all, 0, arguments, 1, all.length);
            Cli.Result result = ((Cli) row[0]).run(arguments);
            assertThat(result.code()).as(List.of(where) + result.err()).isZero();
            nothingLeaks(result);
        }
    }

    static Stream<List<Object>> wrongCalls() {
        return Stream.of(
                List.of(2, "no server is named", List.of("snapshot", "-o", "x.json")),
                List.of(2, "no file is named", List.of("snapshot", "--url", "postgres://a:s3cret@127.0.0.1:1/x")),
                List.of(2, "not of the form", List.of("snapshot", "--url", "mysql://a:s3cret@h/x", "-o", "x.json")),
                List.of(
                        2,
                        "not supported here",
                        List.of(
                                "snapshot",
                                "--url",
                                "postgres://a:s3cret@h/x?socketFactory=evil.Class",
                                "-o",
                                "x.json")),
                List.of(
                        2,
                        "not supported here",
                        List.of(
                                "snapshot",
                                "--url",
                                "postgres://a:s3cret@h/x?options=-c%20search_path=evil",
                                "-o",
                                "x.json")),
                List.of(
                        2,
                        "a single --url",
                        List.of("snapshot", "--url", "postgres://a:s3cret@h/x", "postgres://b:s3cret@h/x")),
                List.of(2, "--port takes a number", List.of("snapshot", "--port", "postgres://a:s3cret@h/x")),
                List.of(
                        2,
                        "Unix sockets are not supported",
                        List.of("snapshot", "--host", "/tmp", "--dbname", "x", "-o", "x.json")),
                List.of(
                        2,
                        "--sample takes seconds",
                        List.of("snapshot", "--host", "h", "--sample", "soon", "-o", "x.json")),
                List.of(
                        2,
                        "--with-values takes columns",
                        List.of("snapshot", "--host", "h", "--with-values", "status", "-o", "x.json")),
                List.of(2, "cannot be written", List.of("snapshot", "--host", "h", "-o", "/nonexistent/x.json")),
                List.of(
                        3,
                        "cannot be used",
                        List.of("snapshot", "--url", "postgres://a:s3cret@127.0.0.1:1/x", "-o", "x.json")));
    }

    @ParameterizedTest
    @MethodSource("wrongCalls")
    void aWrongCallSaysWhatToDoAndRepeatsNoSecret(List<?> row) throws Exception {
        String[] arguments = ((List<?>) row.get(2))
                .stream()
                        .map(argument -> argument.equals("x.json")
                                ? folder.resolve("x.json").toString()
                                : (String) argument)
                        .toArray(String[]::new);
        Cli.Result result = new Cli(folder).with("PGHOST", "").run(arguments);
        assertThat(result.code()).as(result.err()).isEqualTo(row.get(0));
        assertThat(result.err()).contains((String) row.get(1)).doesNotContain("own:");
        nothingLeaks(result);
        assertThat(files()).doesNotContain("x.json");
    }

    @Test
    void aWrongPasswordIsNotRepeated() throws Exception {
        Cli.Result result = new Cli(folder)
                .with("PGPASSWORD", "s3cret-but-wrong")
                .run("snapshot", "--url", url(), "-o", folder.resolve("x.json").toString());
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("password authentication failed", "Check the password");
        nothingLeaks(result);
    }

    @Test
    void aKilledConnectionLeavesNoFile() throws Exception {
        Path file = folder.resolve("x.json");
        Thread killer = Thread.ofPlatform().start(() -> {
            try (Connection admin = server.admin("postgres");
                    Statement statement = admin.createStatement()) {
                boolean killed = false;
                while (!killed) {
                    try (ResultSet result = statement.executeQuery(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lockkeeper'"
                                    + " AND query LIKE '%lockkeeper snapshot%'")) {
                        killed = result.next();
                    }
                }
            } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        Cli.Result result = cli.run("snapshot", "--url", url(), "--sample", "50", "-o", file.toString());
        killer.join();
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("was lost", "Nothing was written");
        assertThat(files()).as("no file, whole or partial").containsExactly();
        nothingLeaks(result);
    }
}
