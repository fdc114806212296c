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
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.Script;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Before: {@code ALTER TABLE t RENAME TO u}, after which running code fails with 42P01. After: the rename and an
 * updatable view under the old name in one transaction; the view goes when no code says the old name any more.
 */
@AutoService(Technique.class)
public final class RenameTableWithView implements Technique {
    /** The script gives the old name to a new table: there is no place for a view. */
    private static boolean takenAgain(Script script, String old) {
        return script.statements().stream().anyMatch(statement -> switch (statement.meaning()) {
            case RelationStatement.CreateTable create -> create.table().name().equals(old);
            case RelationStatement.CreateTableAs create -> create.table().name().equals(old);
            case ObjectStatement.Rename rename
            when rename.part().isEmpty() -> rename.newName().equals(old);
            default -> false;
        });
    }

    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        if (!(at.statement().meaning() instanceof ObjectStatement.Rename rename)
                || rename.kind() != ObjectKind.TABLE
                || rename.part().isPresent()
                || at.before().table(rename.object()).map(Table::created).orElse(true)) {
            return Optional.empty();
        }
        QualifiedName old = Names.resolve(at.before(), rename.object());
        if (takenAgain(analysis.script(), old.name())) {
            return Optional.empty();
        }
        QualifiedName renamed = old.sibling(rename.newName());
        Set<String> objects = Set.of(old.toString(), renamed.toString());
        String view = "CREATE VIEW " + old.sql() + " AS SELECT * FROM " + renamed.sql();
        return Optional.of(List.of(
                StepDraft.of(
                                Phase.Kind.EXPAND,
                                "rename, and keep the old name as a view",
                                TransactionMode.TRANSACTION,
                                new Rollback.Undo(
                                        List.of(
                                                "DROP VIEW IF EXISTS " + old.sql(),
                                                "ALTER TABLE " + renamed.sql() + " RENAME TO "
                                                        + Identifiers.quote(old.name())),
                                        TransactionMode.TRANSACTION),
                                objects,
                                "ALTER TABLE " + old.sql() + " RENAME TO " + Identifiers.quote(rename.newName()),
                                view)
                        .noting(
                                "The view takes reads and writes under the old name. It does not take ON CONFLICT, TRUNCATE, or row locks by whole-row reference: check that no running code uses these.",
                                "Grants stay with the renamed table: repeat them on the view if other roles use it."),
                StepDraft.of(
                                Phase.Kind.CONTRACT,
                                "drop the old name",
                                TransactionMode.TRANSACTION,
                                new Rollback.Undo(List.of(view), TransactionMode.TRANSACTION),
                                objects,
                                "DROP VIEW " + old.sql())
                        .after("No running code says " + old.display() + " any more: it was deployed with "
                                + renamed.display() + ".")));
    }
}
