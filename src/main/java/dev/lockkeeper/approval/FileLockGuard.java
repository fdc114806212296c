package dev.lockkeeper.approval;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;

/** Runs work while holding a file lock, against other processes and other threads of this one. */
final class FileLockGuard {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 5;
    private final Path file;

    FileLockGuard(Path file) {
        this.file = file;
    }

    interface Work<T> {
        T run() throws IOException;
    }

    <T> T run(Work<T> work) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PrivateFiles.FILE);
                FileLock lock = acquire(channel)) {
            if (!lock.isValid()) {
                throw new IOException("the lock " + file + " was lost");
            }
            return work.run();
        }
    }

    private FileLock acquire(FileChannel channel) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException otherThread) {
                // The JVM refuses instead of waiting when the holder is one of its own threads.
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("another process has held " + file + " for " + PATIENCE.toSeconds() + " s");
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for " + file, interrupted);
            }
        }
    }
}
