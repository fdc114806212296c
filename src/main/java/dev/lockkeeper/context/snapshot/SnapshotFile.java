package dev.lockkeeper.context.snapshot;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Writes a file whole or not at all: beside it under another name (readable for its owner only), then renamed. */
public final class SnapshotFile {
    private final Path file;
    private final boolean force;

    public SnapshotFile(Path file, boolean force) {
        this.file = file;
        this.force = force;
    }

    /** Refuses early, before the server is asked anything. */
    public void check() throws SnapshotException {
        if (Files.exists(file) && !force) {
            throw usage(file + " is there already. Name another file with -o, or allow its replacement with --force.");
        }
        if (Files.isDirectory(file) || !Files.isDirectory(folder())) {
            throw usage(file + " cannot be written: the folder must exist, and the name be that of a file.");
        }
    }

    public void write(byte[] bytes) throws SnapshotException {
        check();
        try {
            Path temporary = Files.createTempFile(folder(), ".lockkeeper-", ".tmp");
            try {
                Files.write(temporary, bytes);
                move(temporary);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw usage(file + " cannot be written: " + e.getMessage() + ".");
        }
    }

    private void move(Path temporary) throws IOException {
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path folder() {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    }

    private static SnapshotException usage(String message) {
        return new SnapshotException(SnapshotException.Reason.USAGE, message);
    }
}
