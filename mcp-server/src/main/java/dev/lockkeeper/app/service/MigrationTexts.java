package dev.lockkeeper.app.service;

import dev.lockkeeper.hook.MigrationGlobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The texts of a repository's last migrations, which show how its team writes them. */
public final class MigrationTexts {
    private static final int MOST = 20;
    private static final int MOST_VISITED = 5_000;
    private static final long MOST_BYTES = 64 << 10;

    private MigrationTexts() {}

    /** Those of {@code root} that are called like migrations, the last ones by name; what cannot be read is left out. */
    public static List<String> newest(Path root, List<String> globs) {
        MigrationGlobs wanted = new MigrationGlobs(globs);
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, new Walk(root, wanted, found));
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
        return found.stream()
                .sorted()
                .skip(Math.max(0, found.size() - MOST))
                .map(MigrationTexts::text)
                .filter(text -> !text.isBlank())
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.size(file) > MOST_BYTES ? "" : Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path root;
        private final MigrationGlobs wanted;
        private final List<Path> found;
        private int visited;

        Walk(Path root, MigrationGlobs wanted, List<Path> found) {
            this.root = root;
            this.wanted = wanted;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = root.relativize(folder).toString();
            return name.isEmpty() || wanted.mayHold(name) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()
                    && wanted.matches(root.relativize(file).toString())) {
                found.add(file);
            }
            return ++visited > MOST_VISITED ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
