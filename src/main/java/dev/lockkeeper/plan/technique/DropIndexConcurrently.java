package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Concurrently;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Before: {@code DROP INDEX i}, ACCESS EXCLUSIVE on the table. After: {@code DROP INDEX CONCURRENTLY}, one index a
 * step; the way back builds it again concurrently from the definition in the catalog.
 */
@AutoService(Technique.class)
public final class DropIndexConcurrently implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        if (!(at.statement().meaning() instanceof ObjectStatement.Drop drop)
                || drop.kind() != ObjectKind.INDEX
                || drop.concurrently()
                || drop.cascade()) {
            return Optional.empty();
        }
        List<StepDraft> steps = new ArrayList<>();
        for (QualifiedName name : drop.names()) {
            Optional<Index> index = at.before().index(name);
            boolean partitioned = index.flatMap(i -> at.before().table(i.table()))
                    .map(t -> t.kind() == Table.Kind.PARTITIONED)
                    .orElse(true);
            if (index.isEmpty()
                    || partitioned
                    || !Names.matters(at, analysis, index.get().table())) {
                return Optional.empty();
            }
            steps.add(StepDraft.of(
                    Phase.Kind.EXPAND,
                    "drop index " + index.get().name().display(),
                    TransactionMode.AUTOCOMMIT,
                    new Rollback.Undo(List.of(Concurrently.create(index.get().sql())), TransactionMode.AUTOCOMMIT),
                    Objects.of(at),
                    "DROP INDEX CONCURRENTLY " + (drop.ifExists() ? "IF EXISTS " : "")
                            + index.get().name().sql()));
        }
        return Optional.of(steps);
    }
}
