package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * How programs are started so that hostile SQL inside them can do little: never as root, without capabilities, with
 * limits, and where the kernel allows it without a network and with their own System V memory.
 *
 * @param initdbUser the user for initdb, which must have a name; empty when we are no root and it is ourselves
 * @param freshUser whether each server may get a user of its own that nobody else has
 * @param prlimit whether the program prlimit is there
 * @param isolation prefix that takes network and System V memory away; empty where that is not permitted
 * @param loopback whether the namespace has a loopback device: the statistics collector of PostgreSQL 12 to 14 sends
 *     its messages over it, and without one these majors count no scans
 * @param differences what could not be had, one sentence each
 */
record Confinement(
        OptionalInt initdbUser,
        boolean freshUser,
        boolean prlimit,
        List<String> isolation,
        boolean loopback,
        List<String> differences) {
    private static final Duration PROBE = Duration.ofSeconds(10);

    /** Linux has none of its own users or containers there (systemd's list of uid ranges). */
    private static final int FRESH_UIDS = 2_000_000_000;

    Confinement {
        isolation = List.copyOf(isolation);
        differences = List.copyOf(differences);
    }

    /** Finds out by trying what this machine permits to the user {@code uid}. */
    static Confinement detect(Platform platform, long uid) throws ShadowUnavailableException, InterruptedException {
        List<String> differences = new ArrayList<>();
        if (!platform.linux()) {
            if (uid == 0) {
                throw new ShadowUnavailableException(
                        "PostgreSQL does not run as root: start this as an ordinary user, or use the container");
            }
            differences.add("The server runs as the current user without limits of the operating system"
                    + " (they exist on Linux only).");
            return new Confinement(OptionalInt.empty(), false, false, List.of(), false, differences);
        }
        OptionalInt nobody = uid == 0 ? OptionalInt.of(nobody()) : OptionalInt.empty();
        boolean fresh = uid == 0 && works(as(FRESH_UIDS, List.of("true")));
        if (nobody.isPresent() && !works(as(nobody.getAsInt(), List.of("true")))) {
            throw new ShadowUnavailableException("PostgreSQL does not run as root, and the program setpriv (util-linux)"
                    + " cannot change to user nobody here: install it, start this as an ordinary user, or use the"
                    + " container");
        }
        boolean prlimit = works(List.of("prlimit", "--core=0", "--", "true"));
        if (!prlimit) {
            differences.add("The server has no memory limit: the program prlimit (util-linux) is missing.");
        }
        List<String> isolation = uid == 0
                ? List.of("unshare", "--net", "--ipc", "--")
                : List.of("unshare", "--user", "--map-current-user", "--net", "--ipc", "--");
        boolean loopback = false;
        if (!works(concat(isolation, List.of("true")))) {
            isolation = List.of();
            differences.add("The server has no network namespace of its own (not permitted here); it still listens on"
                    + " a Unix socket only.");
        }
        if (!isolation.isEmpty()) {
            List<String> withLoopback =
                    concat(isolation, List.of("sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
            loopback = works(concat(withLoopback, List.of("true")));
            isolation = loopback ? withLoopback : isolation;
        }
        return new Confinement(nobody, fresh, prlimit, isolation, loopback, differences);
    }

    /** The user for one server; empty when it is ourselves. */
    OptionalInt serverUser(RandomGenerator random) {
        return freshUser ? OptionalInt.of(FRESH_UIDS + random.nextInt(100_000_000)) : initdbUser;
    }

    /** The command that runs {@code program} confined as {@code user}. */
    List<String> command(OptionalInt user, ShadowLimits limits, boolean needsLoopback, List<String> program) {
        List<String> command = new ArrayList<>();
        if (prlimit) {
            command.addAll(List.of("prlimit", "--as=" + limits.memoryBytes(), "--core=0"));
            if (user.isPresent() && freshUser) {
                // Only with a user of its own: elsewhere everybody's processes of that user count.
                command.add("--nproc=" + limits.processes());
            }
            command.add("--");
        }
        command.addAll(program);
        List<String> prefix = needsLoopback && !loopback ? List.<String>of() : isolation;
        return concat(prefix, user.isPresent() ? as(user.getAsInt(), command) : command);
    }

    private static List<String> as(int user, List<String> command) {
        return concat(
                List.of(
                        "setpriv",
                        "--reuid=" + user,
                        "--regid=" + user,
                        "--clear-groups",
                        "--no-new-privs",
                        "--inh-caps=-all",
                        "--bounding-set=-all",
                        "--"),
                command);
    }

    private static boolean works(List<String> command) throws InterruptedException {
        return Programs.run(command, Path.of("/"), PROBE).ok();
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static int nobody() throws ShadowUnavailableException {
        try {
            Optional<String> line = Files.readAllLines(Path.of("/etc/passwd")).stream()
                    .filter(l -> l.startsWith("nobody:"))
                    .findFirst();
            if (line.isPresent()) {
                return Integer.parseInt(line.get().split(":")[2]);
            }
        } catch (IOException | RuntimeException e) {
            throw new ShadowUnavailableException("/etc/passwd cannot be read: " + e.getMessage(), e);
        }
        throw new ShadowUnavailableException("PostgreSQL does not run as root and there is no user nobody to run it as:"
                + " create one, start this as an ordinary user, or use the container");
    }
}
