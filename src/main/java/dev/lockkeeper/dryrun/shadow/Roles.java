package dev.lockkeeper.dryrun.shadow;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes the roles on a fresh server and seals it: the last thing the superuser ever does is to lose its login. A
 * superuser session after untrusted SQL would run planted triggers or functions as superuser (measured).
 */
final class Roles {
    static final String ADMIN = "lockkeeper_admin";
    static final String MIGRATOR = "lockkeeper_migrator";
    static final String OBSERVER = "lockkeeper_observer";
    static final Set<String> OURS = Set.of(ADMIN, MIGRATOR, OBSERVER, "public", "none");
    static final String PINNED_SEARCH_PATH = "-c search_path=pg_catalog";

    /** Built-in functions that reach outside the own session and that no schema change needs. */
    private static final String OPEN_FUNCTIONS = """
            select format('%s', p.oid::pg_catalog.regprocedure) from pg_catalog.pg_proc p
            where p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
              and (p.proname like 'lo\\_%' or p.proname ~ '_to_xml' or p.proname in ('lowrite', 'loread', 'pg_notify',
                   'pg_export_snapshot'))
            """;

    private final ShadowServer server;
    private final ShadowRequest request;
    private final ExtensionPolicy policy;
    private final Secrets secrets;
    private final List<ExtensionStub> stubs = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private final Map<String, String> applied = new TreeMap<>();

    /** The two logins that remain, what a migrator's session starts with, the version, and what could not be set up. */
    record Sealed(
            ShadowServer.Login migrator,
            ShadowServer.Login observer,
            String sessionStart,
            String version,
            List<String> differences,
            List<ExtensionStub> stubs) {}

    Roles(ShadowServer server, ShadowRequest request, ExtensionPolicy policy, Secrets secrets) {
        this.server = server;
        this.request = request;
        this.policy = policy;
        this.secrets = secrets;
    }

    Sealed seal() throws SQLException {
        String migratorPassword = secrets.password();
        String observerPassword = secrets.password();
        String version;
        try (Connection c = server.connect(server.admin(), "postgres");
                Statement s = c.createStatement()) {
            version = one(s, "show server_version");
            createRoles(s, migratorPassword, observerPassword);
            shareDatabase(s);
            closeFunctions(s);
            openSchema(s, "public");
            createExtensions(s);
            applySettings(s);
            s.execute("alter role " + ADMIN + " nologin password null");
        }
        differences.add(
                "Large objects, pg_notify(), pg_export_snapshot() and the *_to_xml functions are switched off.");
        return new Sealed(
                new ShadowServer.Login(MIGRATOR, migratorPassword, Map.of("preferQueryMode", "simple")),
                new ShadowServer.Login(OBSERVER, observerPassword, Map.of("options", PINNED_SEARCH_PATH)),
                sessionStart(),
                version,
                List.copyOf(differences),
                List.copyOf(stubs));
    }

    private void createRoles(Statement s, String migratorPassword, String observerPassword) throws SQLException {
        String plain = " login nosuperuser nocreatedb nocreaterole noreplication nobypassrls";
        s.execute("create role " + MIGRATOR + plain + " connection limit 16 password '" + migratorPassword + "'");
        s.execute("create role " + OBSERVER + plain + " password '" + observerPassword + "'");
        s.execute("grant pg_monitor, pg_signal_backend to " + OBSERVER);
        // A quarter of the quota: the watchdog measures, this only spares it most of the work.
        s.execute("alter role " + MIGRATOR + " set temp_file_limit = '"
                + (request.limits().diskBytes() / 4 >> 10) + "kB'");
        for (String role : new TreeSet<>(request.stubRoles())) {
            if (role.startsWith("pg_")) {
                if (one(s, "select count(*) from pg_roles where rolname = " + literal(role))
                        .equals("0")) {
                    differences.add(
                            "The predefined role " + role + " does not exist in PostgreSQL " + request.major() + ".");
                }
                continue;
            }
            s.execute("create role " + name(role) + " nologin");
            s.execute("grant " + name(role) + " to " + MIGRATOR);
        }
    }

    private void shareDatabase(Statement s) throws SQLException {
        String database = name(request.database());
        // ALTER DATABASE does not rename the database one is in, and an embedded server has no other.
        s.execute("update pg_database set datname = " + literal(request.database()) + " where datname = 'postgres'");
        s.execute("revoke all on database " + database + " from public");
        if (!one(s, "select count(*) from pg_database where datname = 'template1'")
                .equals("0")) {
            s.execute("revoke connect on database template1 from public");
        }
        s.execute("grant connect on database " + database + " to " + OBSERVER);
        // To the stub roles too: a schema's new owner needs CREATE on the database.
        s.execute("grant connect, create, temporary on database " + database + " to " + MIGRATOR + stubs());
    }

    private String stubs() {
        StringBuilder all = new StringBuilder();
        request.stubRoles().stream()
                .filter(r -> !r.startsWith("pg_"))
                .sorted()
                .forEach(r -> all.append(", ").append(name(r)));
        return all.toString();
    }

    private void openSchema(Statement s, String schema) throws SQLException {
        s.execute("alter schema " + name(schema) + " owner to " + MIGRATOR);
        if (!stubs().isEmpty()) {
            s.execute("grant usage, create on schema " + name(schema) + " to " + stubs().substring(2));
        }
    }

    private static void closeFunctions(Statement s) throws SQLException {
        List<String> functions = new ArrayList<>();
        try (ResultSet r = s.executeQuery(OPEN_FUNCTIONS)) {
            while (r.next()) {
                functions.add(r.getString(1));
            }
        }
        s.execute("revoke execute on function " + String.join(", ", functions) + " from public");
    }

    private void createExtensions(Statement s) throws SQLException {
        for (ShadowExtension extension : request.extensions()) {
            String title = "Extension " + extension.name();
            if (extension.name().equals("plpgsql")) {
                continue;
            }
            if (!policy.creates(extension.name())) {
                differences.add(title + " is not on the list of safe ones and was not created;"
                        + " what needs it cannot be tested here.");
                stub(s, extension);
                continue;
            }
            if (one(s, "select count(*) from pg_available_extensions where name = " + literal(extension.name()))
                    .equals("0")) {
                differences.add(title + " is not part of this server and was not created.");
                stub(s, extension);
                continue;
            }
            ownSchema(s, extension);
            s.execute("create extension if not exists " + name(extension.name()) + " schema " + name(extension.schema())
                    + " cascade");
        }
    }

    private void ownSchema(Statement s, ShadowExtension extension) throws SQLException {
        if (!extension.schema().equals("public") && !extension.schema().equals("pg_catalog")) {
            s.execute("create schema if not exists " + name(extension.schema()));
            openSchema(s, extension.schema());
        }
    }

    /** The name of the schema gets into the texts of functions: only a plain one. */
    private void stub(Statement s, ShadowExtension extension) throws SQLException {
        Optional<ExtensionStub> known = policy.stubMissing() ? ExtensionStub.of(extension.name()) : Optional.empty();
        if (known.isPresent() && extension.schema().matches("(?!pg_)[a-z_][a-z0-9_]{0,62}")) {
            ownSchema(s, extension);
            for (String statement : known.get().in(extension.schema())) {
                s.execute(statement);
            }
            stubs.add(known.get());
        }
    }

    private void applySettings(Statement s) throws SQLException {
        for (Map.Entry<String, String> setting : new TreeMap<>(request.settings()).entrySet()) {
            String key = setting.getKey().toLowerCase(Locale.ROOT);
            String value = setting.getValue();
            // pgjdbc cannot read dates in another style.
            boolean readable =
                    !key.equals("datestyle") || value.toUpperCase(Locale.ROOT).startsWith("ISO");
            if (!SessionSettings.NAMES.contains(key) || !readable) {
                differences.add("Production's setting " + setting.getKey() + " is not applied.");
                continue;
            }
            try {
                s.execute("alter database " + name(request.database()) + " set " + key + " = "
                        + (key.equals("search_path") ? searchPath(value) : literal(value)));
                applied.put(key, value);
            } catch (SQLException e) {
                differences.add("Production's setting " + setting.getKey() + " = '" + value
                        + "' is refused by this server: " + e.getMessage());
            }
        }
    }

    /** pgjdbc sends this JVM's time zone and its own date style when it connects, which beats the database's setting. */
    private String sessionStart() {
        StringBuilder start = new StringBuilder("set timezone = 'UTC'");
        applied.forEach((key, value) -> {
            if (key.equals("timezone") || key.equals("datestyle")) {
                start.append("; set ").append(key).append(" = ").append(literal(value));
            }
        });
        return start.toString();
    }

    /** A list setting takes several literals; one literal would be one schema with commas in its name. */
    private static String searchPath(String value) {
        List<String> parts = new ArrayList<>();
        for (String part : value.split(",")) {
            String bare = part.strip();
            boolean quoted = bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"");
            parts.add(literal(quoted ? bare.substring(1, bare.length() - 1).replace("\"\"", "\"") : bare));
        }
        return String.join(", ", parts);
    }

    private static String one(Statement s, String query) throws SQLException {
        try (ResultSet r = s.executeQuery(query)) {
            if (!r.next()) {
                throw new SQLException("no row from: " + query);
            }
            return String.valueOf(r.getString(1));
        }
    }

    static String name(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    static String literal(String text) {
        // E'' whatever standard_conforming_strings says.
        return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
