package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.SchemaFingerprint;
import dev.lockkeeper.context.snapshot.FingerprintReader;
import dev.lockkeeper.dryrun.traffic.QueryPlans;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Plan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Runs the plan and proves its rollback: for each prefix of phases up to the point of no return, up, down, compare
 * schema and rows with the start, up again, compare with the first time. Then the rest of the plan. Each phase also
 * runs a second time, until one does harm by that.
 */
final class PlanProof {
    private final Plan plan;
    private final TracedSession session;
    private final PlanRun run;
    private final Collection<QualifiedName> tables;
    private final QueryPlans queries;
    private final boolean repeating;

    /** {@code repeating} is false when an earlier pass found a phase whose second run does harm, and spoilt its server. */
    PlanProof(
            Plan plan,
            TracedSession session,
            PlanRun run,
            Collection<QualifiedName> tables,
            QueryPlans queries,
            boolean repeating) {
        this.plan = plan;
        this.session = session;
        this.run = run;
        this.tables = tables;
        this.queries = queries;
        this.repeating = repeating;
    }

    /** Whether the proof came to its end; if not, the server is spoilt by a second run and another one is needed. */
    boolean prove(EvidenceDraft draft) throws SQLException {
        draft.forgetPlan();
        SchemaFingerprint start = FingerprintReader.read(session.connection());
        RowChecksums rows = RowChecksums.read(session.connection(), tables);
        draft.notChecked.addAll(rows.notCompared());
        queries.newScans(session.connection());
        List<Phase> done = new ArrayList<>();
        List<StatementRun> runs = new ArrayList<>();
        SchemaFingerprint before = start;
        boolean reversible = true;
        for (Phase phase : plan.phases()) {
            Run up = run.up(phase);
            runs.addAll(up.statements());
            if (up.failure().isPresent()) {
                draft.plan = new Run(runs, up.failure());
                return true;
            }
            SchemaFingerprint after = FingerprintReader.read(session.connection());
            draft.fingerprints.add(new Evidence.PhaseFingerprint(
                    phase.number(),
                    before.structure().digest(),
                    after.structure().digest()));
            queries.newScans(session.connection())
                    .forEach(scan -> draft.worse.add(
                            new QueryComparison.Worse(phase.number(), QueryComparison.How.LOST_INDEX, scan)));
            if (repeating) {
                Repeat repeat = repeat(phase, after);
                draft.repeats.add(repeat);
                if (!repeat.harmless()) {
                    return false;
                }
            }
            done.add(phase);
            reversible = reversible && !phase.irreversible();
            if (reversible) {
                draft.prefixes.add(prefix(done, start, rows, after));
            }
            before = after;
        }
        draft.plan = new Run(runs, Optional.empty());
        draft.finalSchema = FingerprintReader.read(session.connection());
        return true;
    }

    private Repeat repeat(Phase phase, SchemaFingerprint after) throws SQLException {
        RowChecksums rows = RowChecksums.read(session.connection(), tables);
        Run again = run.up(phase);
        String detail = again.failure()
                .map(failure -> "step " + failure.step() + ": " + failure.sqlState() + " " + failure.message())
                .orElse("");
        List<String> schema = after.differences(FingerprintReader.read(session.connection()));
        if (!schema.isEmpty()) {
            return new Repeat(phase.number(), Repeat.How.CHANGES_SCHEMA, detail, schema);
        }
        List<String> changed = rows.differences(RowChecksums.read(session.connection(), tables));
        if (!changed.isEmpty()) {
            return new Repeat(phase.number(), Repeat.How.CHANGES_ROWS, detail, changed);
        }
        return new Repeat(
                phase.number(), detail.isEmpty() ? Repeat.How.NO_EFFECT : Repeat.How.REFUSED, detail, List.of());
    }

    private RollbackProof.Prefix prefix(
            List<Phase> phases, SchemaFingerprint start, RowChecksums rows, SchemaFingerprint after)
            throws SQLException {
        int number = phases.getLast().number();
        List<String> differences = new ArrayList<>();
        for (Phase phase : phases.reversed()) {
            run.down(phase).ifPresent(differences::add);
        }
        differences.addAll(start.differences(FingerprintReader.read(session.connection())));
        differences.addAll(rows.differences(RowChecksums.read(session.connection(), tables)));
        boolean restored = differences.isEmpty();
        for (Phase phase : phases) {
            run.up(phase)
                    .failure()
                    .ifPresent(failure -> differences.add("running again failed at step " + failure.step() + ": "
                            + failure.sqlState() + " " + failure.message()));
        }
        List<String> again = after.differences(FingerprintReader.read(session.connection()));
        differences.addAll(again);
        return new RollbackProof.Prefix(number, restored, again.isEmpty() && differences.isEmpty(), differences);
    }
}
