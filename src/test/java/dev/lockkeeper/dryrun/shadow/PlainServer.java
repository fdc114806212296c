package dev.lockkeeper.dryrun.shadow;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A real server that stands for somebody's production: TCP on loopback, a superuser whom the test owns, statistics on.
 * Unlike a shadow database it is never sealed.
 */
public final class PlainServer implements AutoCloseable {
    private final Path runs;
    private final List<String> command;
    private final RunDirectory run;
    private final int port;
    private final String password;
    private EmbeddedServer server;

    private PlainServer(
            Path runs, List<String> command, EmbeddedServer server, RunDirectory run, int port, String password) {
        this.runs = runs;
        this.command = command;
        this.server = server;
        this.run = run;
        this.port = port;
        this.password = password;
    }

    /** Fills a new data directory. */
    private interface Filling {
        void into(Path data, OptionalInt owner) throws Exception;
    }

    /** {@code settings} add to or replace those of every throwaway server. */
    public static PlainServer start(int major, Map<String, String> settings) throws Exception {
        return start(major, settings, Optional.empty());
    }

    /** A physical replica: streams from this server and answers queries. */
    public PlainServer standby(int major, Map<String, String> settings) throws Exception {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put(
                "primary_conninfo",
                "host=127.0.0.1 port=" + port + " user=" + Roles.ADMIN + " password=" + password
                        + " application_name=replica");
        all.put("hot_standby", "on");
        return start(major, all, Optional.of((data, owner) -> baseBackup(major, data, owner)));
    }

    /** What pg_basebackup does, which the small distributions leave out. */
    private void baseBackup(int major, Path data, OptionalInt owner) throws Exception {
        try (Connection admin = admin("postgres");
                Statement statement = admin.createStatement()) {
            statement.execute(
                    major >= 15
                            ? "SELECT pg_backup_start('standby', true)"
                            : "SELECT pg_start_backup('standby', true, false)");
            FileTree.copy(run.data(), data, owner);
            try (ResultSet stopped = statement.executeQuery(
                    major >= 15
                            ? "SELECT labelfile FROM pg_backup_stop(false)"
                            : "SELECT labelfile FROM pg_stop_backup(false, false)")) {
                stopped.next();
                write(data.resolve("backup_label"), stopped.getString(1), owner);
            }
        }
        write(data.resolve("standby.signal"), "", owner);
        Files.delete(data.resolve("postmaster.pid"));
    }

    private static void write(Path file, String text, OptionalInt owner) throws IOException {
        Files.writeString(file, text);
        if (owner.isPresent()) {
            FileTree.chown(file, owner.getAsInt());
        }
    }

    private static PlainServer start(int major, Map<String, String> settings, Optional<Filling> filling)
            throws Exception {
        Path runs = Files.createTempDirectory("lkp");
        Files.setPosixFilePermissions(runs, PosixFilePermissions.fromString("rwx--x--x"));
        ShadowOptions options = ShadowOptions.defaults(System.getenv(), TestServers.properties())
                .withRuns(runs);
        Platform platform = Platform.of(TestServers.properties(), Platform.usesMusl());
        CacheDirectory cache = new CacheDirectory(options.cache(), options.cacheBytes(), InstantSource.system());
        SecureRandom random = new SecureRandom();
        Confinement found = Confinement.detect(platform, new UnixSystem().getUid());
        // No network namespace: the test, like an application, connects over TCP.
        Confinement confinement = new Confinement(
                found.initdbUser(), found.freshUser(), found.prlimit(), List.of(), false, found.differences());
        PostgresBinaries binaries = new PostgresBinaries(
                platform, options.installedBinaries(), cache, new MavenArtifacts(options.offline()));
        EmbeddedLauncher launcher = new EmbeddedLauncher(runs, binaries, cache, confinement, random);
        Installation installation = binaries.require(major, Progress.SILENT);
        GoldenDirectories.Golden golden = new GoldenDirectories(cache, confinement, launcher, new Secrets(random))
                .empty(installation, DatabaseLocale.DEFAULT, GoldenDirectories.Databases.ALL, Progress.SILENT);
        RunDirectory run = launcher.open();
        OptionalInt user = confinement.serverUser(random);
        filling.orElse((data, owner) -> FileTree.copy(golden.data(), data, owner))
                .into(run.data(), user);
        Files.createDirectory(run.sockets());
        if (user.isPresent()) {
            FileTree.chown(run.sockets(), user.getAsInt());
        }
        int port = freePort();
        Map<String, String> all = new LinkedHashMap<>(ServerSettings.common(ShadowLimits.DEFAULT));
        all.put("listen_addresses", "127.0.0.1");
        all.put("port", Integer.toString(port));
        all.put("unix_socket_directories", run.sockets().toString());
        all.put("shared_preload_libraries", "pg_stat_statements");
        all.put("max_prepared_transactions", "5");
        all.put("max_wal_senders", "4");
        all.put("wal_level", "logical");
        // It stands for production: what was committed outlives crash(), unlike in a shadow database.
        all.put("synchronous_commit", "on");
        all.put("full_page_writes", "on");
        all.putAll(settings);
        List<String> program = new ArrayList<>(List.of(
                launcher.reachable(installation, run).program("postgres").toString(),
                "-D",
                run.data().toString()));
        program.addAll(ServerSettings.arguments(all));
        ShadowServer.Login admin = new ShadowServer.Login(Roles.ADMIN, golden.adminPassword(), Map.of());
        List<String> command = confinement.command(user, ShadowLimits.DEFAULT, false, program);
        EmbeddedServer server = EmbeddedServer.start(command, run, admin, "PostgreSQL " + major, List.of());
        return new PlainServer(runs, command, server, run, port, golden.adminPassword());
    }

    /** {@code kill -9} of the postmaster and all of its children: what a power cut leaves of running statements. */
    public void crash() throws IOException {
        ServerProcesses.killInside(run.path());
    }

    /** After {@link #crash()}: crash recovery on the same data, at the same port. */
    public void restart() throws Exception {
        server = EmbeddedServer.start(
                command,
                run,
                new ShadowServer.Login(Roles.ADMIN, password, Map.of()),
                "PostgreSQL after a crash",
                List.of());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return port;
    }

    public String adminRole() {
        return Roles.ADMIN;
    }

    public String adminPassword() {
        return password;
    }

    public Connection admin(String database) throws SQLException {
        return connect(Roles.ADMIN, password, database);
    }

    public Connection connect(String role, String secret, String database) throws SQLException {
        return Jdbc.connect(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + Jdbc.encode(database),
                new ShadowServer.Login(role, secret, Map.of("preferQueryMode", "simple")),
                Map.of("ApplicationName", "shop"));
    }

    public String url(String role, String database) {
        return "postgres://" + role + "@127.0.0.1:" + port + "/" + database;
    }

    /** The server's own log: what it was asked, and what it refused. */
    public String log() throws IOException {
        return Files.readString(run.log());
    }

    @Override
    public void close() throws IOException {
        server.destroy();
        FileTree.delete(runs);
    }
}
