package dev.lockkeeper.hook;

import dev.lockkeeper.approval.ApprovalFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Paths as agents write them → what they mean: as spelt, and behind every link on the way. */
final class Places {
    /** What holds the gate up: an agent that may change these may take the gate away. */
    private static final List<String> GUARDS = List.of(
            "lockkeeper.yaml",
            ".lockkeeper",
            ".claude/settings.json",
            ".claude/settings.local.json",
            ".cursor/hooks.json",
            ".codex/hooks.json",
            ".codex/config.toml",
            ".github/hooks",
            ".github/workflows/lockkeeper.yml",
            ".git/hooks",
            ".git/config");

    /** More migrations than this say nothing new about a pattern. */
    private static final int MOST = 5000;

    private final Path root;
    private final MigrationGlobs globs;

    Places(Path root, MigrationGlobs globs) {
        this.root = real(root.toAbsolutePath().normalize());
        this.globs = globs;
    }

    Path root() {
        return root;
    }

    MigrationGlobs globs() {
        return globs;
    }

    /** The guarded place that a path leads to, if any does. */
    Optional<Place> guarded(Path folder, String path) {
        return all(folder, path).stream().filter(Place::guarded).findFirst();
    }

    /** Whether writing into this folder writes among migrations. */
    boolean holdsMigrations(Path folder, String path) {
        return names(folder, path).stream()
                .anyMatch(name -> globs.mayHold(name)
                        || globs.folders().stream().anyMatch(each -> inside(name, MigrationGlobs.folded(each))));
    }

    /** A path whose start nobody knows: any end of it may be the name. */
    Optional<Place> looselyGuarded(String path) {
        String rest = path.replace('\\', '/');
        while (true) {
            Place place = place(rest);
            if (place.guarded()) {
                return Optional.of(place);
            }
            int slash = rest.indexOf('/');
            if (slash < 0) {
                return Optional.empty();
            }
            rest = rest.substring(slash + 1);
        }
    }

    /** One path can be two places: where it is spelt to lie, and where the links on the way lead. */
    List<Place> all(Path folder, String path) {
        return names(folder, path).stream().map(this::place).toList();
    }

    /** The migrations that are there, by name. */
    List<String> existing() {
        List<String> found = new ArrayList<>();
        for (String folder : globs.folders()) {
            Path start = root.resolve(folder);
            if (!Files.isDirectory(start)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(start, folder.isEmpty() ? 4 : 8)) {
                files.map(file -> root.relativize(file).toString().replace('\\', '/'))
                        .filter(globs::matches)
                        .limit(MOST)
                        .forEach(found::add);
            } catch (IOException | UncheckedIOException unreadable) {
                // What cannot be listed is judged by name alone.
            }
        }
        return found;
    }

    private Set<String> names(Path folder, String path) {
        Set<String> names = new LinkedHashSet<>();
        for (String spelling : new LinkedHashSet<>(List.of(path, path.replace('\\', '/')))) {
            Path absolute = resolved(folder, spelling);
            for (Path each : List.of(absolute.normalize(), real(absolute), real(absolute.normalize()))) {
                name(each).ifPresent(names::add);
            }
        }
        return names;
    }

    private static Path resolved(Path folder, String spelling) {
        try {
            return folder.resolve(spelling).toAbsolutePath();
        } catch (InvalidPathException e) {
            return folder.resolve(MigrationGlobs.spelt(spelling)).toAbsolutePath();
        }
    }

    /** On file systems that fold case the root may be spelt otherwise, so it is compared folded. */
    private Optional<String> name(Path path) {
        if (path.startsWith(root)) {
            return Optional.of(root.relativize(path).toString().replace('\\', '/'));
        }
        String text = path.toString();
        String start = root + "/";
        return MigrationGlobs.folded(text).startsWith(MigrationGlobs.folded(start)) && text.length() > start.length()
                ? Optional.of(text.substring(start.length()))
                : Optional.empty();
    }

    private Place place(String name) {
        if (ApprovalFolder.isEnvelope(name)) {
            return new Place(Place.Kind.ENVELOPE, name);
        }
        String folded = MigrationGlobs.folded(name);
        if (GUARDS.stream().anyMatch(guard -> inside(folded, guard))) {
            return new Place(Place.Kind.GUARD, name);
        }
        return new Place(globs.matches(name) ? Place.Kind.MIGRATION : Place.Kind.OTHER, name);
    }

    private static boolean inside(String name, String folder) {
        return !folder.isEmpty() && (name.equals(folder) || name.startsWith(folder + "/"));
    }

    /** The longest part that exists with its links followed, and the rest as spelt. */
    private static Path real(Path path) {
        Path there = path;
        while (there != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
            there = there.getParent();
        }
        if (there == null) {
            return path;
        }
        try {
            return there.toRealPath().resolve(there.relativize(path)).normalize();
        } catch (IOException dangling) {
            try {
                return Files.isSymbolicLink(there)
                        ? there.resolveSibling(Files.readSymbolicLink(there)).normalize()
                        : path;
            } catch (IOException unreadable) {
                return path;
            }
        }
    }
}
