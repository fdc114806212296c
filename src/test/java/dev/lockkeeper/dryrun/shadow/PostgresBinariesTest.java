package dev.lockkeeper.dryrun.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresBinariesTest {
    @TempDir
    private Path folder;

    private PostgresBinaries binaries(String platform, Map<Integer, Path> installed) {
        CacheDirectory cache = new CacheDirectory(folder.resolve("cache"), 1 << 20, InstantSource.system());
        return new PostgresBinaries(new Platform(platform), installed, cache, new MavenArtifacts(true));
    }

    @Test
    void aPlatformWithoutPinNamesTheSetting() {
        assertThatThrownBy(() -> binaries("linux-riscv64", Map.of()).require(16, Progress.SILENT))
                .isInstanceOf(ShadowUnavailableException.class)
                .hasMessageContaining("no embedded PostgreSQL 16 binaries for linux-riscv64")
                .hasMessageContaining("installedBinaries");
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 14, 15, 16, 17, 18})
    void linuxHasAPinForEveryMajor(int major) {
        assertThat(new BinaryPins().find(new Platform("linux-amd64"), major))
                .hasValueSatisfying(pin -> assertThat(pin.sha256()).matches("[0-9a-f]{64}"));
    }

    @Test
    void aFolderWithoutProgramsIsRefused() {
        assertThatThrownBy(() -> binaries("linux-amd64", Map.of(16, folder)).require(16, Progress.SILENT))
                .isInstanceOf(ShadowUnavailableException.class)
                .hasMessageContaining(folder + ") has no bin/postgres");
    }

    @Test
    void aFolderOfAnotherMajorIsRefused() throws Exception {
        program("postgres", "echo 'postgres (PostgreSQL) 15.4 (Debian)'");
        program("initdb", "exit 0");
        assertThatThrownBy(() -> binaries("linux-amd64", Map.of(16, folder)).require(16, Progress.SILENT))
                .isInstanceOf(ShadowUnavailableException.class)
                .hasMessageContaining("is not that version: 'postgres (PostgreSQL) 15.4 (Debian)'");
        assertThat(binaries("linux-amd64", Map.of(15, folder))
                        .require(15, Progress.SILENT)
                        .key())
                .startsWith("15.4-installed-");
    }

    private void program(String name, String line) throws IOException {
        Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
