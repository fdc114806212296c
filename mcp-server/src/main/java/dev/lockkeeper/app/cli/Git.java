package dev.lockkeeper.app.cli;

import dev.lockkeeper.approval.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Asks the git command about the repository of a folder; names are relative to that folder. */
final class Git {
    private final Path folder;

    Git(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /** The repository that {@code folder} lies in, seen from its top. */
    static Git wholeRepository(Path folder) {
        return new Git(
                Path.of(new Git(folder).text("rev-parse", "--show-toplevel").strip()));
    }

    Path folder() {
        return folder;
    }

    /** The commit where the current branch left {@code ref}. */
    String parted(String ref) {
        if (ref.startsWith("-")) {
            throw new UsageException("--base takes a branch, tag or commit, not \"" + ref + "\".");
        }
        return text("merge-base", ref, "HEAD").strip();
    }

    /** Everything that differs from {@code commit}: committed or not, new and untracked, also what is gone. */
    Set<String> changedSince(String commit) {
        Set<String> names = new LinkedHashSet<>();
        names.addAll(list("diff", "--relative", "--name-only", "--no-renames", "-z", commit));
        names.addAll(list("ls-files", "--others", "--exclude-standard", "-z"));
        return names;
    }

    /** Everything that is or could be committed: tracked, or new and not ignored. */
    Set<String> known() {
        return new LinkedHashSet<>(list("ls-files", "--cached", "--others", "--exclude-standard", "-z"));
    }

    /** The files directly in a folder of the repository, or at its top, as they are in {@code commit}, by their last name. */
    Map<String, Bytes> filesIn(String commit, Optional<String> path) {
        Map<String, Bytes> files = new TreeMap<>();
        List<String> tree = path.isPresent()
                ? list("ls-tree", "--full-tree", "-z", commit, "--", path.get() + "/")
                : list("ls-tree", "--full-tree", "-z", commit);
        for (String line : tree) {
            // mode SP type SP object TAB name; links are no files.
            int tab = line.indexOf('\t');
            String[] words = line.substring(0, tab).split(" ");
            String name = line.substring(Math.max(tab, line.lastIndexOf('/')) + 1);
            if (words[0].startsWith("100")) {
                files.put(name, Bytes.of(run("cat-file", "blob", words[2])));
            }
        }
        return files;
    }

    private List<String> list(String... arguments) {
        String zeroSeparated = text(arguments);
        return zeroSeparated.isEmpty() ? List.of() : List.of(zeroSeparated.split("\0"));
    }

    private String text(String... arguments) {
        return new String(run(arguments), StandardCharsets.UTF_8);
    }

    private byte[] run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            byte[] answer = process.getInputStream().readAllBytes();
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
