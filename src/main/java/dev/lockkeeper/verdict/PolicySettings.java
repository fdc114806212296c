package dev.lockkeeper.verdict;

import dev.lockkeeper.plan.TimeoutLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The thresholds of the policy, from {@code lockkeeper.yaml} or the defaults of decisions.md; printed in the
 * report.
 *
 * @param smallRows rows up to which a quiet table is judged as small
 * @param quietPerSecond reads plus writes per second up to which a table is quiet
 * @param shortHoldMillis longest blocking hold (forecast and measured) that passes without a person
 * @param timeouts what the timeouts of a plan may be
 * @param contextMaxAge empty switches the age limit off, and the report says so
 * @param usageCoverage days of usage evidence below which a drop needs a person
 * @param critical tables that always need a reviewer
 * @param backupMaxAge how old the rows of a backup or clone may be to answer questions; empty switches the limit off
 */
public record PolicySettings(
        long smallRows,
        double quietPerSecond,
        long shortHoldMillis,
        TimeoutLimits timeouts,
        Optional<Duration> contextMaxAge,
        Duration approvalValidity,
        int usageCoverage,
        Set<String> critical,
        Optional<Duration> backupMaxAge) {
    public static final PolicySettings DEFAULTS = new PolicySettings(
            10_000,
            10,
            100,
            TimeoutLimits.DEFAULTS,
            Optional.of(Duration.ofHours(24)),
            Duration.ofDays(14),
            35,
            Set.of(),
            Optional.of(Duration.ofDays(7)));

    public PolicySettings {
        critical = Set.copyOf(critical);
    }

    /** The same with another limit on the age of backups and clones. */
    public PolicySettings withBackupMaxAge(Optional<Duration> value) {
        return new PolicySettings(
                smallRows,
                quietPerSecond,
                shortHoldMillis,
                timeouts,
                contextMaxAge,
                approvalValidity,
                usageCoverage,
                critical,
                value);
    }
}
