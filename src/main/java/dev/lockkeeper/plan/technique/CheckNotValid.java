package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ConstraintDefinition.Kind;
import java.util.List;
import java.util.Optional;

/**
 * Before: {@code ADD CONSTRAINT c CHECK (…)}, a scan under ACCESS EXCLUSIVE. After: NOT VALID (an instant), then
 * VALIDATE in another transaction under SHARE UPDATE EXCLUSIVE.
 */
@AutoService(Technique.class)
public final class CheckNotValid implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        Optional<SingleAction> single = SingleAction.of(at, analysis);
        if (single.isEmpty()
                || !(single.get().action() instanceof AlterAction.AddConstraint add)
                || add.constraint().kind() != Kind.CHECK
                || add.constraint().notValid()
                || add.constraint().notEnforced()) {
            return Optional.empty();
        }
        Optional<Constraint> added =
                Names.added(single.get().table(), single.get().after());
        return added.map(constraint -> ConstraintSteps.notValidThenValidate(
                single.get().table(),
                constraint.name(),
                ConstraintSteps.withoutName(add.constraint().sql()),
                Objects.of(at)));
    }
}
