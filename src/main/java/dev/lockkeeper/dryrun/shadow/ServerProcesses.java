package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Finds and kills a server's processes by the folder they work in: every PostgreSQL process has its data directory as
 * working directory, also one whose parent is already dead.
 */
final class ServerProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final int ROUNDS = 500;

    private ServerProcesses() {}

    /** SIGKILL to everything inside, until nothing is left; an interrupt does not stop the killing. */
    static void killInside(Path directory) throws IOException {
        boolean interrupted = false;
        try {
            for (int round = 0; round < ROUNDS; round++) {
                List<ProcessHandle> alive = inside(directory);
                if (alive.isEmpty()) {
                    return;
                }
                alive.forEach(ProcessHandle::destroyForcibly);
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(5_000_000);
            }
            throw new IOException("processes in " + directory + " survive SIGKILL: " + inside(directory));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static List<ProcessHandle> inside(Path directory) throws IOException {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return fromPidFile(directory.resolve("data").resolve("postmaster.pid"));
        }
        List<ProcessHandle> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(PROC)) {
            for (Path process : (Iterable<Path>) all::iterator) {
                String name = process.getFileName().toString();
                if (Character.isDigit(name.charAt(0)) && worksIn(process, directory)) {
                    ProcessHandle.of(Long.parseLong(name)).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private static boolean worksIn(Path process, Path directory) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).startsWith(directory);
        } catch (IOException e) {
            // Ended meanwhile, a kernel thread, or someone else's.
            return false;
        }
    }

    private static List<ProcessHandle> fromPidFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<ProcessHandle> found = new ArrayList<>();
        long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
        ProcessHandle.of(pid)
                .filter(p -> p.info().command().map(c -> c.endsWith("postgres")).orElse(false))
                .ifPresent(p -> {
                    found.add(p);
                    p.descendants().forEach(found::add);
                });
        return found;
    }
}
