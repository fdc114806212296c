package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.SchemaFingerprint;
import dev.lockkeeper.context.snapshot.FingerprintReader;
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
 * schema and rows with the start, up again, compare with the first time. Then the rest of the plan.
 */
final class PlanProof {
    private final Plan plan;
    private final TracedSession session;
    private final PlanRun run;
    private final Collection<QualifiedName> tables;

    PlanProof(Plan plan, TracedSession session, PlanRun run, Collection<QualifiedName> tables) {
        this.plan = plan;
        this.session = session;
        this.run = run;
        this.tables = tables;
    }

    void prove(DryRun.EvidenceDraft draft) throws SQLException {
        SchemaFingerprint start = FingerprintReader.read(session.connection());
        RowChecksums rows = RowChecksums.read(session.connection(), tables);
        List<Phase> done = new ArrayList<>();
        List<StatementRun> runs = new ArrayList<>();
        SchemaFingerprint before = start;
        boolean reversible = true;
        for (Phase phase : plan.phases()) {
            Run up = run.up(phase);
            runs.addAll(up.statements());
            if (up.failure().isPresent()) {
                draft.plan = new Run(runs, up.failure());
                return;
            }
            SchemaFingerprint after = FingerprintReader.read(session.connection());
            draft.fingerprints.add(new Evidence.PhaseFingerprint(
                    phase.number(),
                    before.structure().digest(),
                    after.structure().digest()));
            done.add(phase);
            reversible = reversible && !phase.irreversible();
            if (reversible) {
                draft.prefixes.add(prefix(done, start, rows, after));
            }
            before = after;
        }
        draft.plan = new Run(runs, Optional.empty());
        draft.finalSchema = FingerprintReader.read(session.connection());
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
