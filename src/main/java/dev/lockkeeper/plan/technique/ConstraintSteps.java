package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.TransactionMode;
import java.util.List;
import java.util.Set;

/** The two halves of adding a constraint without a scan under a blocking lock, shared by several techniques. */
final class ConstraintSteps {
    private ConstraintSteps() {}

    /** {@code body} is the constraint without its name, as written: {@code CHECK (…)} or {@code FOREIGN KEY …}. */
    static List<StepDraft> notValidThenValidate(Table table, String name, String body, Set<String> objects) {
        return notValidThenValidate(table.name(), name, body, objects, Phase.Kind.EXPAND);
    }

    /** {@code first} is the phase of the constraint for new rows. */
    static List<StepDraft> notValidThenValidate(
            QualifiedName table, String name, String body, Set<String> objects, Phase.Kind first) {
        String quoted = Identifiers.quote(name);
        String alter = "ALTER TABLE " + table.sql() + " ";
        return List.of(
                StepDraft.of(
                        first,
                        "add constraint " + name + " for new rows",
                        TransactionMode.TRANSACTION,
                        new Rollback.Undo(
                                List.of(alter + "DROP CONSTRAINT IF EXISTS " + quoted), TransactionMode.TRANSACTION),
                        objects,
                        alter + "ADD CONSTRAINT " + quoted + " " + body.strip() + " NOT VALID"),
                StepDraft.of(
                        Phase.Kind.VALIDATE,
                        "validate constraint " + name,
                        TransactionMode.TRANSACTION,
                        new Rollback.Nothing("a validated constraint goes when it is dropped"),
                        objects,
                        alter + "VALIDATE CONSTRAINT " + quoted));
    }

    /** The constraint's text without {@code CONSTRAINT name} before it. */
    static String withoutName(String sql) {
        return sql.strip().replaceFirst("(?is)^constraint\\s+(\"(?:[^\"]|\"\")*\"|\\S+)\\s+", "");
    }
}
