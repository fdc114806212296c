package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.plan.Concurrently;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ConstraintDefinition.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Before: {@code ADD PRIMARY KEY USING INDEX i} over columns that may be NULL: an implicit SET NOT NULL, a scan under
 * ACCESS EXCLUSIVE. After: each column proven NOT NULL first, then the key, which takes an instant.
 */
@AutoService(Technique.class)
public final class PrimaryKeyUsingIndex implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        Optional<SingleAction> single = SingleAction.of(at, analysis);
        if (single.isEmpty()
                || !(single.get().action() instanceof AlterAction.AddConstraint add)
                || add.constraint().kind() != Kind.PRIMARY_KEY
                || add.constraint().index().isEmpty()
                || !at.has(Effect.ScansTable.class)) {
            return Optional.empty();
        }
        Table table = single.get().table();
        Optional<Index> index =
                at.before().index(table.name().sibling(add.constraint().index().get()));
        Optional<Constraint> added = Names.added(table, single.get().after());
        Set<String> objects = Objects.of(at);
        return index.filter(found -> added.isPresent()).map(found -> {
            List<StepDraft> steps = new ArrayList<>();
            found.leadingColumns().stream()
                    .filter(column -> !table.provenNotNull(column))
                    .forEach(column -> steps.addAll(NotNullViaCheck.steps(table, column, objects)));
            steps.add(StepDraft.of(
                    Phase.Kind.CUTOVER,
                    "make the index the primary key",
                    TransactionMode.TRANSACTION,
                    new Rollback.Undo(
                            List.of(
                                    single.get()
                                            .alter("DROP CONSTRAINT IF EXISTS "
                                                    + Identifiers.quote(
                                                            added.get().name())),
                                    Concurrently.create(found.sql())),
                            TransactionMode.AUTOCOMMIT),
                    objects,
                    at.statement().sql()));
            return steps;
        });
    }
}
