package dev.lockkeeper.app.cli;

import dev.lockkeeper.plan.PlanFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Writes what a review gives into a folder of its own: first a temporary one, then renamed; all or nothing. */
final class OutputFolder {
    private final Path folder;
    private final boolean force;

    OutputFolder(Path folder, boolean force) {
        this.folder = folder;
        this.force = force;
    }

    /** Refuses early, before minutes of work, when the folder is there and may not be replaced. */
    void check() {
        if (Files.exists(folder) && !force) {
            throw new UsageException(
                    folder + " is there already. Name another one with --out, or allow its replacement with --force.");
        }
    }

    /** {@code more} holds reports and envelope by file name. */
    void write(List<PlanFile> files, Map<String, String> more) {
        check();
        Map<String, String> all = new TreeMap<>(more);
        files.forEach(file -> all.put(file.path(), file.text()));
        try {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent == null) {
                throw new UsageException(folder + " is no folder to write to.");
            }
            Files.createDirectories(parent);
            Path temporary = Files.createTempDirectory(parent, ".lockkeeper-");
            try {
                for (Map.Entry<String, String> file : all.entrySet()) {
                    Path target = temporary.resolve(file.getKey());
                    Files.createDirectories(target.getParent());
                    Files.writeString(target, file.getValue());
                }
                if (Files.exists(folder)) {
                    delete(folder);
                }
                move(temporary);
            } finally {
                if (Files.exists(temporary)) {
                    delete(temporary);
                }
            }
        } catch (IOException e) {
            throw new UsageException(folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void move(Path temporary) throws IOException {
        try {
            Files.setPosixFilePermissions(
                    temporary, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (UnsupportedOperationException e) {
            // A file system without modes gives new folders usable rights by itself.
        }
        try {
            Files.move(temporary, folder, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, folder);
        }
    }

    private static void delete(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + root, e);
        }
    }
}
