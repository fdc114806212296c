package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.catalog.SchemaFingerprint;
import dev.lockkeeper.context.snapshot.FingerprintReader;
import dev.lockkeeper.dryrun.shadow.PlainServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The example shop as a real database of an ordinary role on a real server, and reviews of changes to it. */
final class ApplyBench implements AutoCloseable {
    static final String ROLE = "shop_owner";
    static final String PASSWORD = "s3cret-apply";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] OTHERS = {"shop_app", "shop_reports"};

    final PlainServer server;
    final int major;

    private ApplyBench(PlainServer server, int major) {
        this.server = server;
        this.major = major;
    }

    /** That of the example's context: an approval is for one major. */
    static final int MAJOR = 16;

    static ApplyBench start(int major) throws Exception {
        PlainServer server = PlainServer.start(major, Map.of("autovacuum", "off", "max_connections", "40"));
        ApplyBench bench = new ApplyBench(server, major);
        bench.admin("postgres", "CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + PASSWORD + "'");
        for (String role : OTHERS) {
            bench.admin("postgres", "CREATE ROLE " + role);
        }
        return bench;
    }

    /** A fresh database with the shop's schema and these rows, all of it owned by the ordinary role. */
    void database(String name, String rows) throws Exception {
        admin("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        admin("postgres", "DROP DATABASE IF EXISTS " + name);
        admin("postgres", "CREATE DATABASE " + name + " OWNER " + ROLE);
        admin(name, "ALTER SCHEMA public OWNER TO " + ROLE);
        String schema = Files.readString(Cli.SHOP.resolve("schema.sql")).replaceAll("(?m)^\\\\.*$", "");
        admin(name, schema);
        if (!rows.isEmpty()) {
            admin(name, "RESET search_path; " + rows);
        }
    }

    /** A signed plan of one step: a nullable column {@code seen} of {@code orders}. */
    Path nullable(Cli cli, Path folder) throws Exception {
        database("target", "");
        return review(
                cli,
                context(folder, "target"),
                cli.file("m.sql", "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN seen timestamptz;\n"));
    }

    void admin(String database, String sql) throws SQLException {
        try (Connection admin = server.admin(database);
                Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    String one(String database, String sql) throws SQLException {
        try (Connection admin = server.admin(database);
                Statement statement = admin.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return String.valueOf(result.getString(1));
        }
    }

    SchemaFingerprint fingerprint(String database) throws SQLException {
        try (Connection admin = server.admin(database)) {
            return FingerprintReader.read(admin);
        }
    }

    String invalidIndexes(String database) throws SQLException {
        return one(database, "SELECT count(*) FROM pg_index WHERE NOT indisvalid OR NOT indisready");
    }

    String url(String database) {
        return server.url(ROLE, database);
    }

    Cli cli(Path folder) throws Exception {
        return new Cli(folder)
                .with("PGPASSWORD", PASSWORD)
                .with("HOME", folder.toString())
                .with("XDG_STATE_HOME", folder.resolve("state").toString());
    }

    /** The example's context (40 million orders), as if it had been captured from this very database and its major. */
    Path context(Path folder, String database) throws Exception {
        Files.copy(
                Cli.SHOP.resolve("schema.sql"),
                folder.resolve("schema.sql"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        ObjectNode context =
                (ObjectNode) JSON.readTree(Cli.SHOP.resolve("context.json").toFile());
        ObjectNode identity = (ObjectNode) context.get("database");
        identity.put("name", database);
        identity.put("system_identifier", one(database, "SELECT system_identifier::text FROM pg_control_system()"));
        identity.put("address", "127.0.0.1");
        context.put("postgres_version", one(database, "SELECT split_part(version(), ' ', 2)"));
        identity.put("port", server.port());
        identity.put(
                "started_at",
                one(
                        database,
                        "SELECT to_char(pg_postmaster_start_time() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"));
        Path file = folder.resolve("context-" + database + "-" + major + ".json");
        JSON.writeValue(file.toFile(), context);
        Files.writeString(
                folder.resolve("lockkeeper.yaml"), "context: {max_age: never}\nshadow: {forecast_seconds: 0}\n");
        return file;
    }

    /** The folder of an approved review. */
    Path review(Cli cli, Path context, Path migration, String... more) throws Exception {
        Path out = cli.folder().resolve(migration.getFileName() + "." + context.getFileName() + ".out");
        List<String> arguments = new ArrayList<>(List.of(
                "review",
                "--shadow",
                "embedded",
                "--config",
                cli.folder().resolve("lockkeeper.yaml").toString(),
                "--context",
                context.toString(),
                "--out",
                out.toString(),
                migration.toString()));
        arguments.addAll(List.of(more));
        Cli.Result result = cli.run(arguments.toArray(String[]::new));
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        return out;
    }

    Cli.Result apply(Cli cli, Path plan, String database, String... more) {
        String[] arguments = new String[more.length + 5];
        arguments[0] = "apply";
        arguments[1] = "--plan";
        arguments[2] = plan.toString();
        arguments[3] = "--url";
        arguments[4] = url(database);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return cli.run(arguments);
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
