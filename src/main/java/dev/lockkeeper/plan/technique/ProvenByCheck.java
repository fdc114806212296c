package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.TransactionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A CHECK that exists only so that another statement need not read the table: added, validated, and dropped after it. */
final class ProvenByCheck {
    private ProvenByCheck() {}

    /** {@code inner} with the proof before it, and without it after. {@code check} is the constraint without a name. */
    static List<StepDraft> around(QualifiedName table, String name, String check, List<StepDraft> inner) {
        Set<String> objects = inner.getFirst().objects();
        List<StepDraft> steps =
                new ArrayList<>(ConstraintSteps.notValidThenValidate(table, name, check, objects, Phase.Kind.EXPAND));
        steps.addAll(inner);
        steps.add(StepDraft.of(
                Phase.Kind.CUTOVER,
                "drop the proof",
                TransactionMode.TRANSACTION,
                new Rollback.Nothing("the proof was only needed once"),
                objects,
                "ALTER TABLE " + table.sql() + " DROP CONSTRAINT IF EXISTS " + Identifiers.quote(name)));
        return steps;
    }

    /** A name that is free on the table. */
    static String name(Table table) {
        return Identifiers.derive(table.name().name(), "_bounds_proof");
    }
}
