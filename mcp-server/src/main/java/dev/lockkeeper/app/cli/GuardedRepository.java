package dev.lockkeeper.app.cli;

import dev.lockkeeper.approval.Bytes;
import dev.lockkeeper.approval.VerificationKeys;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateConfigReader;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.hook.Baseline;
import dev.lockkeeper.hook.Guarded;
import dev.lockkeeper.hook.MigrationGlobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** A repository's work tree → what its hook guards and trusts. */
final class GuardedRepository {
    private GuardedRepository() {}

    static Guarded read(Path root, Clock clock) throws GateException {
        GateConfig config = GateConfigReader.find(root);
        return new Guarded(
                root,
                new MigrationGlobs(config.migrations()),
                baseline(root),
                VerificationKeys.read(root.resolve(VerificationKeys.FOLDER)),
                new TargetDatabases(config),
                clock);
    }

    static Baseline baseline(Path root) {
        Path file = root.resolve(Baseline.FILE);
        try {
            return Files.exists(file) ? Baseline.parse(Bytes.of(Files.readAllBytes(file))) : Baseline.NONE;
        } catch (IOException e) {
            throw new UsageException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
