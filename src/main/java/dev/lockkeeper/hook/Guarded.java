package dev.lockkeeper.hook;

import dev.lockkeeper.approval.SignedDatabase;
import dev.lockkeeper.approval.VerificationKeys;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Predicate;

/**
 * What the hook of one repository guards and trusts.
 *
 * @param root the repository
 * @param database which databases its migrations are for
 */
public record Guarded(
        Path root,
        MigrationGlobs migrations,
        Baseline baseline,
        VerificationKeys keys,
        Predicate<SignedDatabase> database,
        Clock clock) {}
