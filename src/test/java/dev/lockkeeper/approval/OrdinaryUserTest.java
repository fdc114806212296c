package dev.lockkeeper.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockkeeper.pg.PgVersion;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, approvals and log work for root and for an ordinary user, in a process of their own. */
class OrdinaryUserTest {
    private static final int NOBODY = 65534;

    @TempDir
    private Path folder;

    @Test
    void keysAndLogWorkForThisUser() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        assertThat(probe(home, uid(home)))
                .containsExactly(
                        "mode rw-------", "uid " + uid(home), "approval Valid", "log Intact", "foreign key readable");
    }

    /** As root the process gives up its rights first; an ordinary user already is one. */
    @Test
    void keysAndLogWorkForAnOrdinaryUserWhoCannotReadTheKeyOfRoot() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        boolean root = uid(home) == 0;
        int user = root ? NOBODY : uid(home);
        Files.setAttribute(home, "unix:uid", user);
        assertThat(probe(home, user))
                .containsExactly(
                        "mode rw-------",
                        "uid " + user,
                        "approval Valid",
                        "log Intact",
                        root ? "foreign key refused" : "foreign key readable");
    }

    private List<String> probe(Path home, int user) throws Exception {
        SigningKeys mine = new SigningKeys(
                Map.of(SigningKeys.VARIABLE, folder.resolve("mine.pem").toString()), new SecureRandom());
        mine.loadOrCreate(TrustLevel.LOCAL);
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>();
        if (user != uid(folder)) {
            command.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                readableClassPath(),
                UserProbe.class.getName(),
                home.toString(),
                mine.file().toString()));
        int exit = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(exit).as(Files.readString(output)).isZero();
        return Files.readAllLines(output);
    }

    /** The build may lie in a folder that only its owner can enter, so the classes are copied out of it. */
    private String readableClassPath() throws IOException, URISyntaxException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path classes = folder.resolve("classes");
        for (Class<?> type : List.of(SigningKeys.class, UserProbe.class, PgVersion.class)) {
            String inside = type.getPackageName().replace('.', '/');
            Path target = Files.createDirectories(classes.resolve(inside));
            try (Stream<Path> files = Files.list(place(type).resolve(inside))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        StringBuilder path = new StringBuilder(classes.toString());
        for (Class<?> type : List.of(JsonFactory.class, ObjectMapper.class, JsonFormat.class)) {
            Path copy = folder.resolve(place(type).getFileName());
            Files.copy(place(type), copy, StandardCopyOption.REPLACE_EXISTING);
            path.append(':').append(copy);
        }
        return path.toString();
    }

    private static Path place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static int uid(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }
}
