package dev.lockkeeper.app.cli;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;

/** Which files of a repository are migrations: the globs of {@code lockkeeper.yaml}. */
final class MigrationGlobs {
    private final List<PathMatcher> matchers;

    MigrationGlobs(List<String> globs) {
        List<PathMatcher> all = new ArrayList<>();
        for (String glob : globs) {
            all.add(FileSystems.getDefault().getPathMatcher("glob:" + glob));
            if (glob.startsWith("**/")) {
                all.add(FileSystems.getDefault().getPathMatcher("glob:" + glob.substring(3)));
            }
            all.add(FileSystems.getDefault().getPathMatcher("glob:" + glob.replace("/**/", "/")));
        }
        this.matchers = List.copyOf(all);
    }

    boolean matches(String name) {
        return matchers.stream().anyMatch(glob -> glob.matches(Path.of(name)));
    }
}
