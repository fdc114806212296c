package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** This build as a program, for processes that look it up by its name. */
final class Programs {
    private Programs() {}

    /** Writes a program called lockkeeper into {@code folder}, and returns the folder. */
    static Path lockkeeper(Path folder) throws Exception {
        String java = ProcessHandle.current().info().command().orElseThrow();
        Path program = Files.createDirectories(folder).resolve("lockkeeper");
        Files.writeString(
                program,
                "#!/bin/sh\nexec '" + java + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xss4m -cp '"
                        + System.getProperty("java.class.path") + "' dev.lockkeeper.app.Main \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return folder;
    }

    /** Where the servers' binaries are kept; a program with another home would fetch them again. */
    static Path cache() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"));
    }
}
