package dev.lockkeeper.app.cli;

import dev.lockkeeper.effect.RunnerSwitch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files beside a migration that belong to it, by the naming of the runners: what takes it back, and its switches. */
final class RunnerSiblings {
    private RunnerSiblings() {}

    /** Not a migration of its own. */
    static boolean isDown(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".down.sql")
                || name.endsWith("_down.sql")
                || name.matches("U\\d.*\\.sql")
                || (name.equals("down.sql")
                        && Stream.of("migration.sql", "up.sql").anyMatch(up -> Files.exists(file.resolveSibling(up))))
                || besideDeploy(file);
    }

    /** Sqitch keeps what it reverts and verifies in folders beside {@code deploy}. */
    private static boolean besideDeploy(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder != null
                && (folder.endsWith("revert") || folder.endsWith("verify"))
                && Files.isDirectory(folder.resolveSibling("deploy"));
    }

    /**
     * {@code x.down.sql} of {@code x.sql} or {@code x.up.sql}, Flyway's {@code U42__x.sql} of {@code V42__x.sql}, Sqitch's
     * {@code revert/x.sql} of {@code deploy/x.sql}, {@code down.sql} of Prisma's {@code migration.sql} or of Diesel's
     * {@code up.sql}.
     */
    static Optional<Path> down(Path file) {
        String name = file.getFileName().toString();
        Stream<Path> named = Stream.of(
                file.resolveSibling(name.replaceFirst("(\\.up)?\\.sql$", ".down.sql")),
                file.resolveSibling(name.replaceFirst("^V(?=\\d)", "U")),
                file.resolveSibling(name.equals("migration.sql") || name.equals("up.sql") ? "down.sql" : name));
        return Stream.concat(named, reverted(file).stream())
                .filter(down -> !down.equals(file) && Files.isRegularFile(down))
                .findFirst();
    }

    /** Flyway's {@code x.sql.conf}, or the {@code x.rb} or {@code x.py} that reads {@code x.up.sql}. */
    static Optional<RunnerSwitch> beside(Path file) throws IOException {
        String name = file.getFileName().toString();
        String stem = name.replaceFirst("(\\.up)?\\.sql$", "");
        for (String other : List.of(name + ".conf", stem + ".rb", stem + ".py")) {
            Path path = file.resolveSibling(other);
            if (Files.isRegularFile(path)) {
                Optional<RunnerSwitch> found =
                        RunnerSwitch.of(other, new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> reverted(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder != null && folder.endsWith("deploy")
                ? Optional.of(folder.resolveSibling("revert").resolve(file.getFileName()))
                : Optional.empty();
    }
}
