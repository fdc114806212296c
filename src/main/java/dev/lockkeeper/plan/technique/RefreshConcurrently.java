package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.RelationStatement;
import java.util.List;
import java.util.Optional;

/**
 * Before: {@code REFRESH MATERIALIZED VIEW v}, ACCESS EXCLUSIVE for as long as its query runs. After: CONCURRENTLY, which
 * lets readers go on; the view must be filled and have a unique index over all its rows.
 */
@AutoService(Technique.class)
public final class RefreshConcurrently implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        if (!(at.statement().meaning() instanceof RelationStatement.RefreshMaterializedView refresh)
                || refresh.concurrently()
                || !refresh.withData()) {
            return Optional.empty();
        }
        QualifiedName view = Names.resolve(at.before(), refresh.view());
        boolean key = at.before().indexesOf(view).stream()
                .anyMatch(index -> index.unique()
                        && index.valid()
                        && index.where().isEmpty()
                        && index.keys().stream()
                                .allMatch(column -> column.column().isPresent()));
        return key && Names.matters(at, analysis, view)
                ? Optional.of(
                        List.of(
                                StepDraft.of(
                                                Phase.Kind.BACKFILL,
                                                "refresh " + view.display(),
                                                TransactionMode.TRANSACTION,
                                                new Rollback.Nothing("the view is computed again at the next refresh"),
                                                Objects.of(at),
                                                "REFRESH MATERIALIZED VIEW CONCURRENTLY " + view.sql())
                                        .noting(
                                                "Readers go on; two refreshes of one view wait for each other. It costs more work than a plain REFRESH when most rows have changed.")))
                : Optional.empty();
    }
}
