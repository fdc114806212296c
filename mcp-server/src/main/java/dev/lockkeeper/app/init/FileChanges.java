package dev.lockkeeper.app.init;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Writes changes into a repository: each file is there as before or as after, never half. */
public final class FileChanges {
    private final Path root;

    public FileChanges(Path root) {
        this.root = root;
    }

    public void write(List<Change> changes) {
        for (Change change : changes) {
            Path target = root.resolve(change.file());
            try {
                if (change.after().isPresent()) {
                    write(target, change.after().get());
                } else {
                    Files.deleteIfExists(target);
                    deleteEmpty(target);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(target + " cannot be written", e);
            }
        }
    }

    private static void write(Path target, String text) throws IOException {
        Path folder =
                Files.createDirectories(target.toAbsolutePath().resolve("..").normalize());
        Path temporary = Files.createTempFile(folder, ".lockkeeper-", ".tmp");
        try {
            Files.writeString(temporary, text);
            try {
                Files.setPosixFilePermissions(
                        temporary,
                        Files.exists(target)
                                ? Files.getPosixFilePermissions(target)
                                : PosixFilePermissions.fromString(
                                        target.toString().endsWith(".sh") ? "rwxr-xr-x" : "rw-r--r--"));
            } catch (UnsupportedOperationException e) {
                // A file system without modes gives usable rights by itself.
            }
            try {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Folders that held nothing else go too. */
    private void deleteEmpty(Path file) throws IOException {
        for (Path each = file.getParent(); each != null && !each.equals(root); each = each.getParent()) {
            String[] left = each.toFile().list();
            if (left == null || left.length > 0) {
                return;
            }
            Files.delete(each);
        }
    }
}
