package dev.lockkeeper.drift;

import java.util.List;
import java.util.Optional;

/**
 * The outcome of a comparison: differences in a fixed order, what became of each migration (with a history only), and
 * what was not compared.
 *
 * @param complete false when something was left out that could hide a difference that matters
 */
public record DriftReport(
        String left,
        String right,
        List<Difference> differences,
        List<MigrationState> migrations,
        List<String> notChecked,
        boolean complete,
        Optional<String> server) {
    public DriftReport {
        differences = differences.stream().sorted().toList();
        migrations = List.copyOf(migrations);
        notChecked = List.copyOf(notChecked);
    }

    public boolean matters() {
        return differences.stream().anyMatch(Difference::matters)
                || migrations.stream().anyMatch(migration -> migration.state() != MigrationState.State.APPLIED);
    }

    public long count(dev.lockkeeper.rule.Severity severity) {
        return differences.stream()
                .filter(difference -> difference.severity() == severity)
                .count();
    }

    /** A migration of the history and how much of what it does is in production. */
    public record MigrationState(String file, State state, String detail) {
        /** What was found; an edited migration is known by the runner's checksum only. */
        public enum State {
            APPLIED,
            PARTLY_APPLIED,
            NOT_APPLIED,
            EDITED,
            FILE_MISSING
        }
    }
}
