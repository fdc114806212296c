package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Everything one running server has on disk, under a short random name beside a lock file of the same name. As long as
 * this process lives it holds the lock; a folder whose lock is free was left by a killed run and gets swept.
 */
final class RunDirectory {
    private static final String PREFIX = "lockkeeper-";
    private static final String LOCK = ".lock";

    /** 107 bytes for the socket's path, less {@code /lockkeeper-01234567/s/.s.PGSQL.5432}. */
    private static final int LONGEST_BASE = 107 - 37;

    private final Path path;
    private final ProcessLock lock;

    private RunDirectory(Path path, ProcessLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /** A new folder below {@code base}; others may pass through it only if {@code shared}. */
    static RunDirectory create(Path base, boolean shared, RandomGenerator random) throws IOException {
        Path real = shortEnough(base);
        while (true) {
            byte[] name = new byte[4];
            random.nextBytes(name);
            Path path = real.resolve(PREFIX + HexFormat.of().formatHex(name));
            Path file = path.resolveSibling(path.getFileName() + LOCK);
            Optional<ProcessLock> lock =
                    Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Optional.empty() : ProcessLock.tryAcquire(file);
            if (lock.isPresent()) {
                Files.createDirectory(path, PosixFilePermissions.asFileAttribute(Modes.OWNER_ONLY));
                if (shared) {
                    Files.setPosixFilePermissions(path, Modes.OTHERS_PASS);
                }
                return new RunDirectory(path, lock.get());
            }
        }
    }

    private static Path shortEnough(Path base) throws IOException {
        Path real = Files.createDirectories(base).toRealPath();
        if (length(real) <= LONGEST_BASE) {
            return real;
        }
        Path instead = Path.of("/tmp");
        if (Files.isWritable(instead)) {
            return instead.toRealPath();
        }
        throw new IOException("the folder for running servers has too long a path for a Unix socket: " + real
                + "; choose one with at most " + LONGEST_BASE + " bytes (java.io.tmpdir)");
    }

    private static int length(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    Path path() {
        return path;
    }

    Path data() {
        return path.resolve("data");
    }

    Path sockets() {
        return path.resolve("s");
    }

    Path socket() {
        return sockets().resolve(".s.PGSQL.5432");
    }

    Path log() {
        return path.resolve("log");
    }

    /** Kills whatever still runs in here and deletes it all. */
    void destroy() throws IOException {
        try {
            ServerProcesses.killInside(path);
            FileTree.delete(path);
        } finally {
            lock.closeAndDelete();
        }
    }

    /** Kills and deletes what killed runs of this user left in {@code base}. */
    static void sweep(Path base, long uid) throws IOException {
        Path real = shortEnough(base);
        List<Path> locks;
        try (Stream<Path> all = Files.list(real)) {
            locks = all.filter(RunDirectory::isLock).toList();
        }
        for (Path file : locks) {
            if (!ownedBy(file, uid)) {
                continue;
            }
            Optional<ProcessLock> lock = ProcessLock.tryAcquire(file);
            if (lock.isPresent()) {
                String name = file.getFileName().toString();
                Path directory = file.resolveSibling(name.substring(0, name.length() - LOCK.length()));
                new RunDirectory(directory, lock.get()).destroy();
            }
        }
    }

    private static boolean isLock(Path file) {
        return file.getFileName().toString().matches(PREFIX + "[0-9a-f]{8}\\" + LOCK);
    }

    private static boolean ownedBy(Path file, long uid) {
        try {
            return ((Number) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue() == uid;
        } catch (IOException e) {
            return false;
        }
    }
}
