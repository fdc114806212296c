package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.plan.PartitionBounds;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.RelationStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Before: {@code ATTACH PARTITION p} of a table with rows: p is read, and the parent's indexes are built on it, under
 * ACCESS EXCLUSIVE. After (12 and later): the indexes built concurrently, a CHECK of the bounds NOT VALID and validated,
 * ATTACH without a look at the rows, and the CHECK dropped.
 */
@AutoService(Technique.class)
public final class AttachProven implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        if (!(at.statement().meaning() instanceof RelationStatement.AlterTable alter)
                || alter.actions().size() != 1
                || !(alter.actions().getFirst() instanceof AlterAction.AttachPartition attach)
                || !at.has(Effect.ScansTable.class)
                || !analysis.version().atLeast(12)) {
            return Optional.empty();
        }
        Optional<Table> parent = at.before().table(alter.table());
        Optional<Table> partition =
                at.before().table(attach.partition()).filter(table -> table.kind() == Table.Kind.TABLE);
        Optional<String> written = PartitionBounds.written(attach.sql());
        boolean references = parent.map(
                        table -> at.before().foreignKeysOf(table.name()).isEmpty()
                                && at.before().foreignKeysTo(table.name()).isEmpty())
                .orElse(false);
        if (partition.isEmpty() || written.isEmpty() || !references) {
            return Optional.empty();
        }
        Table table = partition.get();
        Set<String> objects =
                Set.of(parent.get().name().toString(), table.name().toString());
        return PartitionBounds.inside(parent.get(), attach.bound())
                .flatMap(inside -> PartitionViaAttach.attached(
                                at, parent.get(), table.name(), attach.bound(), written.get(), objects)
                        .map(attached -> {
                            List<StepDraft> steps =
                                    new ArrayList<>(indexes(at.before(), analysis.end(), table, objects));
                            steps.addAll(ProvenByCheck.around(
                                    table.name(), ProvenByCheck.name(table), "CHECK (" + inside + ")", attached));
                            return steps;
                        }));
    }

    /** Those that ATTACH would build, under the names that it would give them. */
    private static List<StepDraft> indexes(Catalog before, Catalog after, Table table, Set<String> objects) {
        return after.indexesOf(table.name()).stream()
                .filter(index -> before.indexesOf(table.name()).stream()
                        .noneMatch(old -> old.name().equals(index.name())))
                .flatMap(index -> build(table, index, objects).stream())
                .toList();
    }

    private static List<StepDraft> build(Table table, Index index, Set<String> objects) {
        String name = Identifiers.quote(index.name().name());
        String drop = "DROP INDEX CONCURRENTLY IF EXISTS " + index.name().sql();
        String keys = index.constraint().isPresent()
                ? index.leadingColumns().stream().map(Identifiers::quote).collect(Collectors.joining(", ", " (", ")"))
                : ColumnTwins.behindTable(index.sql());
        List<StepDraft> steps = new ArrayList<>();
        steps.add(StepDraft.of(
                        Phase.Kind.EXPAND,
                        "build index " + index.name().display(),
                        TransactionMode.AUTOCOMMIT,
                        new Rollback.Undo(List.of(drop), TransactionMode.AUTOCOMMIT),
                        objects,
                        "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX CONCURRENTLY " + name + " ON "
                                + table.name().sql() + keys)
                .noting(IndexConcurrently.interrupted(index)));
        index.constraint()
                .ifPresent(constraint -> steps.add(StepDraft.of(
                        Phase.Kind.EXPAND,
                        "make the index a constraint",
                        TransactionMode.TRANSACTION,
                        new Rollback.Undo(
                                List.of("ALTER TABLE " + table.name().sql() + " DROP CONSTRAINT IF EXISTS "
                                        + Identifiers.quote(constraint)),
                                TransactionMode.TRANSACTION),
                        objects,
                        "ALTER TABLE " + table.name().sql() + " ADD CONSTRAINT " + Identifiers.quote(constraint)
                                + (index.primary() ? " PRIMARY KEY" : " UNIQUE") + " USING INDEX " + name)));
        return steps;
    }
}
