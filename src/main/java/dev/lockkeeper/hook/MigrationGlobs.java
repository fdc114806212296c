package dev.lockkeeper.hook;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which files of a repository are migrations: the globs of {@code lockkeeper.yaml}. Names that differ only in case or
 * Unicode form are the same file on some file systems, and so they are here.
 */
public final class MigrationGlobs {
    private final List<String> globs;
    private final List<PathMatcher> matchers;

    public MigrationGlobs(List<String> globs) {
        this.globs = List.copyOf(globs);
        List<PathMatcher> all = new ArrayList<>();
        for (String given : globs) {
            String glob = folded(given);
            all.add(FileSystems.getDefault().getPathMatcher("glob:" + glob));
            if (glob.startsWith("**/")) {
                all.add(FileSystems.getDefault().getPathMatcher("glob:" + glob.substring(3)));
            }
            all.add(FileSystems.getDefault().getPathMatcher("glob:" + glob.replace("/**/", "/")));
        }
        this.matchers = List.copyOf(all);
    }

    /** Whether a file of this name, relative to the repository with {@code /}, is a migration. */
    public boolean matches(String name) {
        Path path = path(folded(name));
        return matchers.stream().anyMatch(glob -> glob.matches(path));
    }

    /** In a C locale Java has no path for a name beyond ASCII, and a system call ends a name at its first NUL. */
    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            return Path.of(spelt(name));
        }
    }

    /** The name with each character beyond ASCII replaced, up to the first NUL. */
    static String spelt(String name) {
        int nul = name.indexOf('\0');
        return (nul < 0 ? name : name.substring(0, nul)).replaceAll("[^\\x01-\\x7f]", "x");
    }

    /** Whether migrations may lie in a folder of this name: behind a link or submodule nobody would see them. */
    public boolean mayHold(String folder) {
        String inside = folder.isEmpty() ? "" : folder + "/";
        return endings().stream()
                .anyMatch(ending -> matches(inside + "x" + ending) || matches(inside + "x/x" + ending));
    }

    /** The literal ends of the globs, {@code .sql} for {@code migrations/**}{@code /*.sql}; "" where one has none. */
    public List<String> endings() {
        return globs.stream()
                .map(glob -> folded(glob.substring(lastSpecial(glob) + 1)))
                .distinct()
                .toList();
    }

    /** The literal folder that a glob starts with; "" when it starts with a wildcard. */
    public List<String> folders() {
        return globs.stream()
                .map(glob ->
                        firstSpecial(glob).map(end -> glob.substring(0, end)).orElse(glob))
                .map(start -> start.substring(0, Math.max(0, start.lastIndexOf('/'))))
                .distinct()
                .toList();
    }

    /** A name that is a migration's, for trying out whether one gets through; empty when the globs are too unusual. */
    public Optional<String> example(String base) {
        return globs.stream()
                .map(glob -> glob.replace("**/", "")
                        .replaceAll("\\{([^,}]*)[^}]*}", "$1")
                        .replace("**", base)
                        .replace("*", base)
                        .replace("?", "x"))
                .filter(this::matches)
                .findFirst();
    }

    public List<String> globs() {
        return globs;
    }

    static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private static int lastSpecial(String glob) {
        int last = glob.lastIndexOf('/');
        for (char special : new char[] {'*', '?', ']', '}'}) {
            last = Math.max(last, glob.lastIndexOf(special));
        }
        return last;
    }

    private static Optional<Integer> firstSpecial(String glob) {
        for (int i = 0; i < glob.length(); i++) {
            if ("*?[{".indexOf(glob.charAt(i)) >= 0) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }
}
