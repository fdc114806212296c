package dev.lockkeeper.dryrun.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens at the end of a JVM, and as another user: needs JVMs of its own. */
@Timeout(120)
class OwnProcessTest {
    private static final long US = new UnixSystem().getUid();

    private TestServers servers;
    private Path work;
    private Path binaries;

    @BeforeEach
    void prepare() throws Exception {
        servers = new TestServers();
        work = Files.createTempDirectory("lkw");
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwx--x--x"));
        CacheDirectory cache = new CacheDirectory(servers.options.cache(), 3L << 30, InstantSource.system());
        Platform platform = Platform.of(TestServers.properties(), Platform.usesMusl());
        Path unpacked = new PostgresBinaries(
                        platform, servers.options.installedBinaries(), cache, new MavenArtifacts(false))
                .require(TestServers.newest(), Progress.SILENT)
                .home();
        binaries = work.resolve("pg");
        FileTree.link(unpacked, binaries);
        Files.setPosixFilePermissions(binaries, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void cleanUp() throws IOException {
        try (TestServers last = servers) {
            FileTree.delete(work);
        }
    }

    /** The program, started and with its server open. */
    private record Running(Process process, BufferedReader output, String firstLine) {}

    private Running start(List<String> prefix, String classPath, Path runs, Path cache) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                classPath,
                HeldOpen.class.getName(),
                Integer.toString(TestServers.newest()),
                runs.toString(),
                cache.toString(),
                binaries.toString()));
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectError(work.resolve("err").toFile())
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        assertThat(line).as(Files.readString(work.resolve("err"))).startsWith("open as ");
        return new Running(process, output, line);
    }

    private Running start() throws IOException {
        return start(List.of(), System.getProperty("java.class.path"), servers.runs, work.resolve("cache"));
    }

    @Test
    void theEndOfTheJvmWithoutCloseLeavesNothing() throws Exception {
        Running running = start();
        running.process().outputWriter().append('x').close();
        assertThat(running.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(running.process().exitValue()).isEqualTo(3);
        assertThat(servers.leftProcesses()).isEmpty();
        assertThat(servers.leftFiles()).isEmpty();
    }

    @Test
    void aTerminateSignalLeavesNothing() throws Exception {
        Running running = start();
        running.process().destroy();
        assertThat(running.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(servers.leftProcesses()).isEmpty();
        assertThat(servers.leftFiles()).isEmpty();
    }

    @Test
    void whatAKilledJvmLeftIsSweptByTheNextStartAndOnlyThat() throws Exception {
        Running killed = start();
        Path folder = servers.leftFiles().stream()
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
        killed.process().destroyForcibly().waitFor();
        assertThat(ServerProcesses.inside(folder.toRealPath())).isNotEmpty();
        Running alive = start();
        assertThat(ServerProcesses.inside(folder)).isEmpty();
        assertThat(folder).doesNotExist();
        try (ShadowDatabase shadow = servers.open(ShadowRequest.forMajor(TestServers.newest()))) {
            assertThat(shadow.serverVersion()).isNotEmpty();
            // Two servers, a folder and a lock each.
            assertThat(servers.leftFiles()).hasSize(4);
        }
        alive.process().outputWriter().append('c').close();
        assertThat(alive.output().readLine()).isEqualTo("closed");
        assertThat(servers.leftFiles()).isEmpty();
    }

    @Test
    void anOrdinaryUserStartsItAsItself() throws Exception {
        assumeTrue(US == 0, "only root can become another user; the other tests already run as an ordinary one");
        int user = Confinement.detect(Platform.of(TestServers.properties(), Platform.usesMusl()), US)
                .initdbUser()
                .orElseThrow();
        Path theirs = Files.createDirectory(work.resolve("theirs"));
        FileTree.chown(theirs, user);
        List<String> prefix = List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--");
        Running running = start(prefix, readableClassPath(), theirs.resolve("runs"), theirs.resolve("cache"));
        assertThat(running.firstLine()).startsWith("open as " + user + " " + TestServers.newest() + ".");
        running.process().outputWriter().append('c').close();
        assertThat(running.output().readLine()).isEqualTo("closed");
        assertThat(FileTree.bytes(theirs.resolve("runs"))).isZero();
        assertThat(ServerProcesses.inside(theirs)).isEmpty();
    }

    /** Our class path may lie in a home folder which others may not enter. */
    private String readableClassPath() throws IOException {
        Path copies = Files.createDirectory(work.resolve("cp"));
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Files.exists(Path.of(entry))) {
                Path copy = copies.resolve(entries.size() + "-" + Path.of(entry).getFileName());
                FileTree.link(Path.of(entry), copy);
                entries.add(copy.toString());
            }
        }
        Files.setPosixFilePermissions(copies, PosixFilePermissions.fromString("rwxr-xr-x"));
        return String.join(File.pathSeparator, entries);
    }
}
