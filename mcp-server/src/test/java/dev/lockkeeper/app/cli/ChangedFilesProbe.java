package dev.lockkeeper.app.cli;

import java.nio.file.Path;
import java.util.List;

/** Opens {@link ChangedFiles} to tests of the command line: the process's own folder cannot be changed. */
public final class ChangedFilesProbe {
    private final ChangedFiles files;

    public ChangedFilesProbe(Path folder, List<String> globs) {
        this.files = new ChangedFiles(folder, globs);
    }

    public List<String> since(String ref) {
        return files.since(ref);
    }
}
