package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An exclusive lock on a file, against threads of this JVM and against other processes. The operating system lifts it
 * when the process dies, so that a killed run cannot leave it behind.
 */
final class ProcessLock implements AutoCloseable {
    /**
     * POSIX record locks belong to the process, and closing any descriptor of a file drops them all: the file must not
     * even be opened while another thread holds it. That is a fact about the process, hence static.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private ProcessLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** The lock, or empty when someone else has it. */
    static Optional<ProcessLock> tryAcquire(Path path) throws IOException {
        Path file = path.toAbsolutePath().normalize();
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        Optional<FileChannel> channel = Optional.empty();
        try {
            channel = lock(file);
            return channel.map(c -> new ProcessLock(file, c));
        } finally {
            if (channel.isEmpty()) {
                HELD.remove(file);
            }
        }
    }

    private static Optional<FileChannel> lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean kept = false;
        try {
            @SuppressWarnings("resource")
            FileLock lock = channel.tryLock();
            // A file that was unlinked between open and lock locks nothing that others can see.
            kept = lock != null && Files.exists(file);
            return kept ? Optional.of(channel) : Optional.empty();
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    /** The lock, after waiting for it at most so long. */
    static Optional<ProcessLock> acquire(Path file, Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<ProcessLock> lock = tryAcquire(file);
            if (lock.isPresent() || System.nanoTime() - end >= 0) {
                return lock;
            }
            Thread.sleep(20);
        }
    }

    /** Deletes the file while the lock is still held, then lifts the lock. */
    void closeAndDelete() throws IOException {
        try {
            Files.deleteIfExists(file);
        } finally {
            close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(file);
        }
    }
}
