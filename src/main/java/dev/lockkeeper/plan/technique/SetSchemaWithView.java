package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Before: {@code ALTER TABLE t SET SCHEMA s}, after which running code fails with 42P01. After: the move and an updatable
 * view in the old schema in one transaction; the view goes when no code looks for the table there any more.
 */
@AutoService(Technique.class)
public final class SetSchemaWithView implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        if (!(at.statement().meaning() instanceof ObjectStatement.SetSchema set)
                || set.kind() != ObjectKind.TABLE
                || at.before().table(set.object()).map(Table::created).orElse(true)) {
            return Optional.empty();
        }
        QualifiedName old = Names.resolve(at.before(), set.object());
        QualifiedName moved = QualifiedName.of(set.newSchema(), old.name());
        Set<String> objects = Set.of(old.toString(), moved.toString());
        String view = "CREATE VIEW " + old.sql() + " AS SELECT * FROM " + moved.sql();
        return Optional.of(List.of(
                StepDraft.of(
                                Phase.Kind.EXPAND,
                                "move, and keep a view in the old schema",
                                TransactionMode.TRANSACTION,
                                new Rollback.Undo(
                                        List.of(
                                                "DROP VIEW IF EXISTS " + old.sql(),
                                                "ALTER TABLE " + moved.sql() + " SET SCHEMA "
                                                        + Identifiers.quote(old.schema())),
                                        TransactionMode.TRANSACTION),
                                objects,
                                "ALTER TABLE " + old.sql() + " SET SCHEMA " + Identifiers.quote(set.newSchema()),
                                view)
                        .noting(
                                "The view takes reads and writes in the old schema. It does not take ON CONFLICT, TRUNCATE, or row locks by whole-row reference: check that no running code uses these.",
                                "Grants stay with the moved table: repeat them on the view if other roles use it, and grant USAGE on the new schema."),
                StepDraft.of(
                                Phase.Kind.CONTRACT,
                                "drop the view in the old schema",
                                TransactionMode.TRANSACTION,
                                new Rollback.Undo(List.of(view), TransactionMode.TRANSACTION),
                                objects,
                                "DROP VIEW " + old.sql())
                        .after("No running code looks for " + old.name() + " in schema " + old.schema()
                                + " any more.")));
    }
}
