package dev.lockkeeper.dryrun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long a server process of this machine has been ready to run and had no processor, as Linux counts it: on a busy
 * machine that is most of a wall time, and says nothing about the work. Where the process cannot be seen (a container,
 * another system) it counts nothing.
 */
final class ProcessorWait {
    private final Path counters;

    ProcessorWait(long pid) {
        this.counters = Path.of("/proc", Long.toString(pid), "schedstat");
    }

    /** Nanoseconds since the process began: the second figure of {@code schedstat} (proc(5)). */
    long nanos() {
        try {
            String[] figures = Files.readString(counters).strip().split(" ");
            return figures.length > 1 ? Long.parseLong(figures[1]) : 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
