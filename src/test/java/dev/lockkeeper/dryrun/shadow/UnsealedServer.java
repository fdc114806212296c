package dev.lockkeeper.dryrun.shadow;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;

/** An embedded server whose superuser may still log in: for measurements of SQL that we wrote ourselves, never of others'. */
public final class UnsealedServer implements AutoCloseable {
    private final ShadowServer server;
    private final Path runs;
    private final Thread hook = new Thread(this::destroy, "unsealed-server-shutdown");

    private UnsealedServer(ShadowServer server, Path runs) {
        this.server = server;
        this.runs = runs;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    public static UnsealedServer start(int major) throws IOException, InterruptedException, ShadowUnavailableException {
        Path runs = Files.createTempDirectory("lko");
        Files.setPosixFilePermissions(runs, PosixFilePermissions.fromString("rwx--x--x"));
        ShadowOptions options = ShadowOptions.defaults(System.getenv(), TestServers.properties())
                .withRuns(runs);
        Platform platform = Platform.of(TestServers.properties(), Platform.usesMusl());
        CacheDirectory cache = new CacheDirectory(options.cache(), options.cacheBytes(), InstantSource.system());
        EmbeddedLauncher launcher = new EmbeddedLauncher(
                runs,
                new PostgresBinaries(
                        platform, options.installedBinaries(), cache, new MavenArtifacts(options.offline())),
                cache,
                Confinement.detect(platform, new UnixSystem().getUid()),
                new SecureRandom());
        return new UnsealedServer(
                launcher.start(ShadowRequest.forMajor(major), GoldenDirectories.Databases.ALL, Progress.SILENT), runs);
    }

    /** A superuser's connection that sends statements as they are; search_path and time zone are the server's. */
    public Connection connect() throws SQLException {
        ShadowServer.Login admin = server.admin();
        Connection connection = server.connect(
                new ShadowServer.Login(admin.role(), admin.password(), Map.of("preferQueryMode", "simple")),
                "postgres");
        try (java.sql.Statement s = connection.createStatement()) {
            s.execute("SET TimeZone = 'UTC'");
        }
        return connection;
    }

    private void destroy() {
        try {
            server.destroy();
            FileTree.delete(runs);
        } catch (IOException e) {
            // What is left is swept by the next start.
            System.err.println("not deleted: " + e);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        destroy();
    }
}
