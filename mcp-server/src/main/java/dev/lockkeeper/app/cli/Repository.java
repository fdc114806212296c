package dev.lockkeeper.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The repository that a file lies in: where its trusted public keys are. */
final class Repository {
    private Repository() {}

    /** The nearest folder above {@code file} that holds {@code .git} or {@code .lockkeeper}; else the current folder. */
    static Path of(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        while (folder != null) {
            if (Files.exists(folder.resolve(".git")) || Files.isDirectory(folder.resolve(".lockkeeper"))) {
                return folder;
            }
            folder = folder.getParent();
        }
        return Path.of("").toAbsolutePath();
    }
}
