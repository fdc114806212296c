package dev.lockkeeper.app.cli;

import dev.lockkeeper.effect.VersionOrder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The migrations that differ from a git ref: committed, changed or new since the branches parted. Asks the git command;
 * files that are gone have nothing to lint.
 */
final class ChangedFiles {
    private final Path folder;
    private final List<PathMatcher> migrations;

    ChangedFiles(Path folder, List<String> globs) {
        this.folder = folder.toAbsolutePath();
        List<PathMatcher> matchers = new ArrayList<>();
        for (String glob : globs) {
            matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + glob));
            if (glob.startsWith("**/")) {
                matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + glob.substring(3)));
            }
            matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + glob.replace("/**/", "/")));
        }
        this.migrations = List.copyOf(matchers);
    }

    List<String> since(String ref) {
        if (ref.startsWith("-")) {
            throw new UsageException("--base takes a branch, tag or commit, not \"" + ref + "\".");
        }
        String parted = git("merge-base", ref, "HEAD").strip();
        Set<String> names = new LinkedHashSet<>();
        names.addAll(list(git("diff", "--relative", "--name-only", "-z", "--diff-filter=d", parted)));
        names.addAll(list(git("ls-files", "--others", "--exclude-standard", "-z")));
        return names.stream()
                .filter(name -> migrations.stream().anyMatch(glob -> glob.matches(Path.of(name))))
                .filter(name -> Files.isRegularFile(folder.resolve(name)))
                .sorted(VersionOrder.BY_NAME)
                .toList();
    }

    private static List<String> list(String zeroSeparated) {
        return zeroSeparated.isEmpty() ? List.of() : List.of(zeroSeparated.split("\0"));
    }

    private String git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new UsageException("git " + String.join(" ", arguments)
                        + " failed. --changed works in a git repository that knows the ref; fetch it, or name another"
                        + " with --base.");
            }
            return answer;
        } catch (IOException e) {
            throw new UsageException("--changed needs the git command: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsageException("interrupted while git was asked", e);
        }
    }
}
