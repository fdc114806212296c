package dev.lockkeeper.dryrun.shadow;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.Map;

/** A program of its own for tests: opens a server, says so, and does with the next line on standard input what it says. */
final class HeldOpen {
    private HeldOpen() {}

    /** Arguments: major, folder for runs, folder for the cache, folder of installed binaries. */
    public static void main(String[] arguments) throws Exception {
        int major = Integer.parseInt(arguments[0]);
        Path runs = Path.of(arguments[1]);
        ShadowOptions options = ShadowOptions.defaults(System.getenv(), TestServers.properties())
                .withRuns(runs)
                .withCache(Path.of(arguments[2]))
                .withInstalledBinaries(Map.of(major, Path.of(arguments[3])));
        ShadowDatabases databases =
                new ShadowDatabases(options, InstantSource.system(), new SecureRandom(), Progress.SILENT);
        try (ShadowDatabase shadow = databases.open(ShadowRequest.forMajor(major), ShadowChoice.EMBEDDED);
                Connection c = shadow.migrator()) {
            ProcessHandle server = ServerProcesses.inside(runs.toRealPath()).get(0);
            Object uid = Files.getAttribute(Path.of("/proc/" + server.pid()), "unix:uid", LinkOption.NOFOLLOW_LINKS);
            System.out.println("open as " + uid + " " + Sql.one(c, "show server_version") + " " + shadow.differences());
            int command = System.in.read();
            if (command == 'x') {
                System.exit(3);
            }
        }
        System.out.println("closed");
    }
}
