package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.SchemaFingerprint;
import dev.lockkeeper.dryrun.forecast.ForecastEvidence;
import dev.lockkeeper.dryrun.traffic.TrafficEvidence;
import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Evidence in the making. */
final class EvidenceDraft {
    String serverVersion = "";
    String shadow = "";
    final Set<String> differences = new LinkedHashSet<>();
    final Map<QualifiedName, Long> rows = new LinkedHashMap<>();
    final Set<String> notChecked = new LinkedHashSet<>();
    final List<String> schemaDifferences = new ArrayList<>();
    final List<Evidence.PhaseFingerprint> fingerprints = new ArrayList<>();
    final List<RollbackProof.Prefix> prefixes = new ArrayList<>();
    final List<Repeat> repeats = new ArrayList<>();
    Optional<GivenRollback> given = Optional.empty();
    final List<QueryComparison.Worse> worse = new ArrayList<>();
    final Set<String> notCompared = new LinkedHashSet<>();
    int compared;
    QueryComparison atProductionSize = QueryComparison.NONE;
    Run original = new Run(List.of(), Optional.empty());
    Run plan = new Run(List.of(), Optional.empty());
    SchemaFingerprint finalSchema = SchemaFingerprint.of(List.of());
    Optional<Boolean> schemaEqual = Optional.empty();
    ForecastEvidence forecast = ForecastEvidence.NONE;
    Optional<TrafficEvidence> traffic = Optional.empty();
    Optional<RealRows> realRows = Optional.empty();
    final List<String> notEnforced = new ArrayList<>();
    boolean originalRanEmpty;

    /** What the pass over the submitted text wrote down, which may have run at the same time. */
    void adopt(EvidenceDraft text) {
        original = text.original;
        originalRanEmpty = text.originalRanEmpty;
        differences.addAll(text.differences);
        notChecked.addAll(text.notChecked);
    }

    /** A pass over the plan starts; what an earlier one found out about second runs stays. */
    void forgetPlan() {
        fingerprints.clear();
        prefixes.clear();
        worse.clear();
    }

    /** A message of class 22 quotes the value it stumbled on, which here is somebody's. */
    private Run shown(Run run) {
        return realRows.isEmpty()
                ? run
                : new Run(
                        run.statements(),
                        run.failure()
                                .map(failure -> new SqlFailure(
                                        failure.step(),
                                        failure.sql(),
                                        failure.sqlState(),
                                        RealTables.withoutValues(failure.sqlState(), failure.message()))));
    }

    /** What the proofs found out, and what the planner says at production's size; the same is said once. */
    private QueryComparison queries() {
        List<QueryComparison.Worse> all = new ArrayList<>(worse);
        atProductionSize.worse().stream()
                .filter(later -> worse.stream()
                        .noneMatch(lost ->
                                lost.phase() == later.phase() && lost.what().equals(later.what())))
                .forEach(all::add);
        Set<String> gaps = new LinkedHashSet<>(notCompared);
        gaps.addAll(atProductionSize.notCompared());
        return new QueryComparison(
                Math.max(compared, atProductionSize.compared()), all, atProductionSize.plans(), List.copyOf(gaps));
    }

    private GivenRollback shown(GivenRollback rollback) {
        return new GivenRollback(
                rollback.name(),
                shown(new Run(List.of(), rollback.failure())).failure(),
                rollback.schema(),
                rollback.rows(),
                shown(new Run(List.of(), rollback.failedAgain())).failure(),
                rollback.again());
    }

    Evidence evidence() {
        return new Evidence(
                serverVersion,
                shadow,
                List.copyOf(differences),
                rows,
                shown(original),
                shown(plan),
                new RollbackProof(prefixes, repeats, given.map(this::shown)),
                schemaEqual,
                schemaDifferences,
                fingerprints,
                forecast,
                traffic,
                queries(),
                List.copyOf(notChecked),
                realRows,
                notEnforced);
    }
}
