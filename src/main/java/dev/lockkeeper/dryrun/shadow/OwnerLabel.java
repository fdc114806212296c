package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Written on everything we make in a container engine, so that another run can tell whether its maker still lives: the
 * scope in which process ids mean something (boot and process namespace), the process, its start, and a last moment
 * after which nobody can be using it any more.
 */
record OwnerLabel(String processes, long pid, long started, Instant until) {
    static final String OWNER = "dev.lockkeeper.owner";
    static final String UNTIL = "dev.lockkeeper.until";

    static OwnerLabel ours(Instant now, Duration lifetime) {
        ProcessHandle self = ProcessHandle.current();
        return new OwnerLabel(
                scope(), self.pid(), startOf(self), now.plus(lifetime).plus(Duration.ofMinutes(10)));
    }

    Map<String, String> labels() {
        return Map.of(OWNER, processes + " " + pid + " " + started, UNTIL, Long.toString(until.getEpochSecond()));
    }

    static Optional<OwnerLabel> read(Map<String, String> labels) {
        String[] words = labels.getOrDefault(OWNER, "").split(" ");
        String until = labels.getOrDefault(UNTIL, "");
        if (words.length != 3 || !(words[1] + words[2] + until).matches("[0-9]{3,60}")) {
            return Optional.empty();
        }
        return Optional.of(new OwnerLabel(
                words[0],
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Instant.ofEpochSecond(Long.parseLong(until))));
    }

    /** Whether its maker is known to be gone. */
    boolean abandoned(Instant now) {
        if (now.isAfter(until)) {
            return true;
        }
        return processes.equals(scope())
                && ProcessHandle.of(pid).filter(p -> startOf(p) == started).isEmpty();
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String scope() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip() + "/"
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException e) {
            // Not Linux: one process namespace per machine.
            return "machine";
        }
    }
}
