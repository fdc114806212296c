package dev.lockkeeper.approval;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read (0600, folders 0700), on disk before a call returns, never half written. */
final class PrivateFiles {
    static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private PrivateFiles() {}

    static void createFolders(Path folder) throws IOException {
        Files.createDirectories(folder, FOLDER);
    }

    /** Creates {@code file} with its whole content, or fails with {@link FileAlreadyExistsException}. */
    static void createNew(Path file, byte[] content) throws IOException {
        Path complete = complete(file, content);
        try {
            // A hard link appears with its content and never replaces: of two processes one wins.
            Files.createLink(file, complete);
        } finally {
            Files.delete(complete);
        }
        syncFolder(parent(file));
    }

    static void replace(Path file, byte[] content) throws IOException {
        Path complete = complete(file, content);
        try {
            Files.move(complete, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(complete);
        }
        syncFolder(parent(file));
    }

    /** A file that exists on disk under its name only once its folder is synced too. */
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new ApprovalException(file + " is not a file name");
        }
        return parent;
    }

    private static Path complete(Path file, byte[] content) throws IOException {
        Path temporary = Files.createTempFile(parent(file), "." + file.getFileName(), ".new", FILE);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            writeFully(channel, content);
            channel.force(true);
            return temporary;
        } catch (IOException failure) {
            Files.deleteIfExists(temporary);
            throw failure;
        }
    }

    static void writeFully(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
