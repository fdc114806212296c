package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Folders that are expensive to make, by key: made once by whoever comes first, complete or not there at all, trimmed
 * to a size by last use.
 */
final class CacheDirectory {
    /** Longer than any server may live, so that nothing in use is ever trimmed. */
    private static final Duration KEEP = Duration.ofHours(24);

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path root;
    private final long mostBytes;
    private final InstantSource clock;

    CacheDirectory(Path root, long mostBytes, InstantSource clock) {
        this.root = root;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    /** Fills an empty folder. */
    interface Filler {
        void fill(Path empty) throws IOException, InterruptedException, ShadowUnavailableException;
    }

    /** The folder {@code key}, filled now if it is not there yet. */
    Path obtain(String key, Filler filler) throws IOException, InterruptedException, ShadowUnavailableException {
        Path entry = entries().resolve(key);
        if (touch(entry)) {
            return entry;
        }
        Path locks = Files.createDirectories(root.resolve("locks"));
        Optional<ProcessLock> lock = ProcessLock.acquire(locks.resolve(key + ".lock"), PATIENCE);
        if (lock.isEmpty()) {
            throw new ShadowUnavailableException("another process has been filling " + entry + " for "
                    + PATIENCE.toMinutes() + " minutes; end it, or use another cache folder");
        }
        try (ProcessLock held = lock.get()) {
            if (touch(entry)) {
                return entry;
            }
            Path fresh = Files.createDirectories(root.resolve("fresh")).resolve(key);
            // Left by a process that was killed: nobody else can be working here, we hold the lock.
            FileTree.delete(fresh);
            Files.createDirectory(fresh);
            try {
                filler.fill(fresh);
                Files.move(fresh, entry, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                FileTree.delete(fresh);
            }
            touch(entry);
        }
        trim();
        return entry;
    }

    /** A lock that belongs to this cache, for places among the servers. */
    Path lockFile(String name) throws IOException {
        return Files.createDirectories(root.resolve("locks")).resolve(name);
    }

    private Path entries() throws IOException {
        if (!Files.isDirectory(root)) {
            Path parent = root.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectories(root, PosixFilePermissions.asFileAttribute(Modes.OWNER_ONLY));
        }
        return Files.createDirectories(root.resolve("entries"));
    }

    private boolean touch(Path entry) throws IOException {
        if (!Files.isDirectory(entry)) {
            return false;
        }
        Files.setLastModifiedTime(entry, FileTime.from(clock.instant()));
        return true;
    }

    private void trim() throws IOException {
        List<Path> oldest = new ArrayList<>();
        try (Stream<Path> all = Files.list(entries())) {
            all.forEach(oldest::add);
        }
        oldest.sort(Comparator.comparing(CacheDirectory::lastUse));
        long total = oldest.stream().mapToLong(FileTree::bytes).sum();
        Instant limit = clock.instant().minus(KEEP);
        for (Path entry : oldest) {
            if (total <= mostBytes || lastUse(entry).isAfter(limit)) {
                return;
            }
            total -= FileTree.bytes(entry);
            // Renamed first: an entry is complete or not there.
            Path gone = Files.createTempDirectory(root, "trim");
            Files.move(entry, gone.resolve("entry"), StandardCopyOption.ATOMIC_MOVE);
            FileTree.delete(gone);
        }
    }

    private static Instant lastUse(Path entry) {
        try {
            return Files.getLastModifiedTime(entry).toInstant();
        } catch (IOException e) {
            return Instant.MAX;
        }
    }
}
