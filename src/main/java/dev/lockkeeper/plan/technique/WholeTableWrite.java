package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Inverse;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.sql.DataStatement;
import java.util.List;
import java.util.Optional;

/**
 * Before: one UPDATE or DELETE over a large table, every row lock held to its end. After: the same in batches of
 * the primary key that commit one by one.
 */
@AutoService(Technique.class)
public final class WholeTableWrite implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        Optional<QualifiedName> target = switch (at.statement().meaning()) {
            case DataStatement.Update update -> Optional.of(update.table());
            case DataStatement.Delete delete -> Optional.of(delete.table());
            default -> Optional.empty();
        };
        if (target.isEmpty() || !Names.matters(at, analysis, target.get()) || !many(at)) {
            return Optional.empty();
        }
        Table table = at.before().table(target.get()).orElseThrow();
        Rollback rollback = new Inverse().of(at, analysis);
        return BatchedBackfill.steps(at, table, at.statement().sql(), rollback, Objects.of(at), analysis, tools);
    }

    private static boolean many(StatementEffects at) {
        return at.all(Effect.WritesRows.class)
                .anyMatch(writes -> writes.whole()
                        || writes.rows().isEmpty()
                        || writes.rows().getAsLong() > 10_000);
    }
}
