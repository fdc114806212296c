package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.forecast.ForecastEvidence;
import dev.lockkeeper.dryrun.traffic.TrafficEvidence;
import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a dry run saw: original, plan and rollback executed on a real server. Only locks, rewrites, scans,
 * SQLSTATEs and equality decide; milliseconds are shown.
 *
 * @param serverVersion exact version of the server that ran it
 * @param shadow which back-end and why, for people
 * @param differences what differs from production (locale, extension, missing isolation)
 * @param rows rows per table while original, plan and rollback ran
 * @param original the submitted statements on their own copy
 * @param plan the plan's steps on their own copy
 * @param rollback the proof that the plan can be taken back
 * @param schemaEqual whether the schema after the plan is the schema after the original; empty when the
 *     original could not run, then {@code schemaDifferences} compares with the original on an empty database
 * @param forecast durations in production from measurements at several sizes; measured, so no digest covers it
 * @param traffic original and plan under traffic, when that was wanted and possible; measured, so no digest covers it
 * @param queries production's statements explained before and after each phase
 * @param realRows production's own rows, when it ran on a backup or a clone
 * @param notEnforced limits of the locked room that this shadow database has not
 * @param notChecked what was not executed or was stubbed: none of it may exceed NeedsDecision
 */
public record Evidence(
        String serverVersion,
        String shadow,
        List<String> differences,
        Map<QualifiedName, Long> rows,
        Run original,
        Run plan,
        RollbackProof rollback,
        Optional<Boolean> schemaEqual,
        List<String> schemaDifferences,
        List<PhaseFingerprint> fingerprints,
        ForecastEvidence forecast,
        Optional<TrafficEvidence> traffic,
        QueryComparison queries,
        List<String> notChecked,
        Optional<RealRows> realRows,
        List<String> notEnforced) {
    public Evidence {
        differences = List.copyOf(differences);
        rows = Map.copyOf(rows);
        schemaDifferences = List.copyOf(schemaDifferences);
        fingerprints = List.copyOf(fingerprints);
        notChecked = List.copyOf(notChecked);
        notEnforced = List.copyOf(notEnforced);
    }

    /** SHA-256 (hex) of the schema before and after a phase of the plan. */
    public record PhaseFingerprint(int phase, String before, String after) {}
}
