package dev.lockkeeper.app.cli;

import dev.lockkeeper.approval.SignedDatabase;
import dev.lockkeeper.gate.DatabaseSource;
import dev.lockkeeper.gate.GateConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Whether an approval is for a database of this repository. Only what {@code lockkeeper.yaml} declares is compared:
 * where it names no database and no system identifier, every database is this repository's.
 */
final class TargetDatabases implements Predicate<SignedDatabase> {
    private final List<DatabaseSource> declared;

    TargetDatabases(GateConfig config) {
        this.declared = Stream.concat(Stream.of(config), config.databases().values().stream())
                .map(GateConfig::source)
                .filter(source -> source.database().isPresent()
                        || source.systemIdentifier().isPresent())
                .toList();
    }

    @Override
    public boolean test(SignedDatabase signed) {
        return declared.isEmpty()
                || declared.stream()
                        .anyMatch(source -> same(source.database(), signed.name())
                                && same(source.systemIdentifier(), signed.systemIdentifier()));
    }

    private static boolean same(Optional<String> declared, String signed) {
        return declared.isEmpty() || declared.get().equals(signed);
    }
}
