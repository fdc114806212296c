package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.SchemaFingerprint;
import dev.lockkeeper.context.snapshot.FingerprintReader;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import dev.lockkeeper.dryrun.shadow.TimeLimit;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs the submitted text, the rollback that came with it, and the text again, in a session on a database of its own. */
final class GivenRollbackProof {
    private final DryRunRequest request;
    private final TracedSession session;
    private final Collection<QualifiedName> tables;

    private GivenRollbackProof(DryRunRequest request, TracedSession session, Collection<QualifiedName> tables) {
        this.request = request;
        this.session = session;
        this.tables = tables;
    }

    /** On rows where the text runs on them, else on an empty database; what came out goes into {@code draft}. */
    static void run(
            DryRunRequest request,
            DryRunRequest.GivenDown down,
            Ground ground,
            Set<QualifiedName> touched,
            Duration time,
            EvidenceDraft draft)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        boolean onRows = draft.original.failure().isEmpty();
        try (ShadowDatabase shadow = ground.open();
                TimeLimit limit = shadow.limit(time)) {
            Map<QualifiedName, Long> rows = onRows
                    ? DryRun.load(ground, request, touched, shadow, draft).rows()
                    : Map.of();
            try (TracedSession session =
                    new TracedSession(shadow, request.original().start(), rows)) {
                if (!onRows) {
                    ground.fillEmpty(session.connection(), touched);
                }
                draft.given = new GivenRollbackProof(request, session, rows.keySet()).prove(down);
            }
        }
        if (draft.given.isEmpty()) {
            draft.notChecked.add(
                    down.name() + ": the migration that it takes back runs neither on rows nor on an empty database");
        }
    }

    /** Empty when the text does not run: then there is nothing to take back. */
    private Optional<GivenRollback> prove(DryRunRequest.GivenDown down) throws SQLException {
        SchemaFingerprint start = fingerprint();
        RowChecksums rows = RowChecksums.read(session.connection(), tables);
        if (OriginalRun.of(request.original(), session).failure().isPresent()) {
            return Optional.empty();
        }
        SchemaFingerprint after = fingerprint();
        Optional<SqlFailure> failure = OriginalRun.of(down.analysis(), session).failure();
        if (failure.isPresent()) {
            return Optional.of(
                    new GivenRollback(down.name(), failure, List.of(), List.of(), Optional.empty(), List.of()));
        }
        List<String> schema = start.differences(fingerprint());
        List<String> lost = rows.differences(RowChecksums.read(session.connection(), tables));
        Optional<SqlFailure> failedAgain =
                OriginalRun.of(request.original(), session).failure();
        List<String> again = failedAgain.isPresent() ? List.of() : after.differences(fingerprint());
        return Optional.of(new GivenRollback(down.name(), failure, schema, lost, failedAgain, again));
    }

    /** What a script set in its session must not colour what is read, nor the next script. */
    private SchemaFingerprint fingerprint() throws SQLException {
        session.quietly("RESET ALL");
        return FingerprintReader.read(session.connection());
    }
}
