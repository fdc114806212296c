package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.plan.Inverse;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.Titles;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * The statement as it stands, alone in its transaction under a short lock_timeout: right for everything whose
 * lock is held for a moment. Where it rewrites or scans a large table under a blocking lock and no other
 * technique took it, the step is marked as having no online technique.
 */
@AutoService(Technique.class)
public final class AsWritten implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        Statement meaning = at.statement().meaning();
        TransactionMode mode =
                at.has(Effect.ForbiddenInTransaction.class) ? TransactionMode.AUTOCOMMIT : TransactionMode.TRANSACTION;
        Rollback rollback = new Inverse().of(at, analysis);
        StepDraft draft = StepDraft.of(
                phase(meaning),
                Titles.of(meaning),
                mode,
                rollback,
                Objects.of(at),
                at.statement().sql());
        if (holdsLong(at, analysis)) {
            draft = draft.offline().noting(LeastBadWay.of(meaning, at.forecast(), analysis));
        }
        return Optional.of(List.of(draft));
    }

    @Override
    public int order() {
        return 1000;
    }

    private static boolean holdsLong(StatementEffects at, Analysis analysis) {
        boolean blocks = at.all(Effect.AcquiresLock.class)
                .anyMatch(lock -> lock.mode().blocksWrites() && Names.matters(at, analysis, lock.relation()));
        boolean works = at.all(Effect.RewritesTable.class).anyMatch(e -> Names.matters(at, analysis, e.table()))
                || at.all(Effect.ScansTable.class).anyMatch(e -> Names.matters(at, analysis, e.table()));
        boolean writesMany = at.all(Effect.WritesRows.class)
                .anyMatch(e -> Names.matters(at, analysis, e.table())
                        && (e.whole() || e.rows().isEmpty() || e.rows().getAsLong() > 10_000));
        return (blocks && works) || writesMany || at.has(Effect.HoldsTransactionOpen.class);
    }

    private static Phase.Kind phase(Statement statement) {
        return switch (statement) {
            case DataStatement.Update u -> Phase.Kind.BACKFILL;
            case DataStatement.Delete d -> Phase.Kind.BACKFILL;
            case DataStatement.Insert i -> Phase.Kind.BACKFILL;
            case RoutineStatement.Do d -> Phase.Kind.BACKFILL;
            case RoutineStatement.Call c -> Phase.Kind.BACKFILL;
            case DataStatement.Select s -> Phase.Kind.BACKFILL;
            case RelationStatement.Truncate t -> Phase.Kind.CONTRACT;
            case ObjectStatement.Drop drop ->
                switch (drop.kind()) {
                    case TABLE, COLUMN, SEQUENCE, TYPE, DOMAIN, SCHEMA, EXTENSION -> Phase.Kind.CONTRACT;
                    default -> Phase.Kind.EXPAND;
                };
            case ObjectStatement.Rename r -> Phase.Kind.CUTOVER;
            case RelationStatement.AlterTable alter ->
                alter.actions().isEmpty()
                        ? Phase.Kind.EXPAND
                        : phase(alter.actions().getFirst());
            default -> Phase.Kind.EXPAND;
        };
    }

    private static Phase.Kind phase(AlterAction action) {
        return switch (action) {
            case AlterAction.ValidateConstraint v -> Phase.Kind.VALIDATE;
            case AlterAction.SetNotNull s -> Phase.Kind.VALIDATE;
            case AlterAction.AlterType t -> Phase.Kind.CUTOVER;
            case AlterAction.DropColumn d -> Phase.Kind.CONTRACT;
            default -> Phase.Kind.EXPAND;
        };
    }
}
