package dev.lockkeeper.app.cli;

import dev.lockkeeper.effect.VersionOrder;
import dev.lockkeeper.hook.MigrationGlobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The migrations that differ from a git ref: committed, changed or new since the branches parted. Files that are gone
 * have nothing to lint.
 */
final class ChangedFiles {
    private final Git git;
    private final MigrationGlobs migrations;

    ChangedFiles(Path folder, List<String> globs) {
        this.git = new Git(folder);
        this.migrations = new MigrationGlobs(globs);
    }

    List<String> since(String ref) {
        return git.changedSince(git.parted(ref)).stream()
                .filter(migrations::matches)
                .filter(name -> Files.isRegularFile(git.folder().resolve(name)))
                .sorted(VersionOrder.BY_NAME)
                .toList();
    }
}
