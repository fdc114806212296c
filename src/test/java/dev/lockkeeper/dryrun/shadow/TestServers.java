package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the tests of this package share: majors to test, a folder for running servers, a look at what is left. */
final class TestServers implements AutoCloseable {
    final Path runs;
    final ShadowOptions options;

    TestServers() throws IOException {
        runs = Files.createTempDirectory("lkt");
        // A server that runs as another user must get through.
        Files.setPosixFilePermissions(runs, PosixFilePermissions.fromString("rwx--x--x"));
        options = ShadowOptions.defaults(System.getenv(), properties()).withRuns(runs);
    }

    static Map<String, String> properties() {
        Map<String, String> all = new HashMap<>();
        System.getProperties().stringPropertyNames().forEach(n -> all.put(n, System.getProperty(n)));
        return all;
    }

    static List<Integer> majors() {
        String fromEnvironment = System.getenv().getOrDefault("LOCKKEEPER_MAJORS", "12,15,18");
        String value = System.getProperty("LOCKKEEPER_MAJORS", fromEnvironment);
        return value.equals("all")
                ? IntStream.rangeClosed(ShadowRequest.OLDEST_MAJOR, ShadowRequest.NEWEST_MAJOR)
                        .boxed()
                        .toList()
                : Arrays.stream(value.split(","))
                        .map(String::strip)
                        .map(Integer::valueOf)
                        .toList();
    }

    static int newest() {
        return majors().stream().max(Integer::compare).orElseThrow();
    }

    ShadowDatabases databases(ShadowOptions changed) {
        return new ShadowDatabases(changed, InstantSource.system(), new SecureRandom(), Progress.SILENT);
    }

    ShadowDatabase open(ShadowRequest request) throws ShadowUnavailableException, InterruptedException {
        return databases(options).open(request, ShadowChoice.EMBEDDED);
    }

    List<Path> leftFiles() throws IOException {
        try (Stream<Path> all = Files.list(runs)) {
            return all.toList();
        }
    }

    List<ProcessHandle> leftProcesses() throws IOException {
        return ServerProcesses.inside(runs.toRealPath());
    }

    @Override
    public void close() throws IOException {
        ServerProcesses.killInside(runs.toRealPath());
        FileTree.delete(runs);
    }
}
