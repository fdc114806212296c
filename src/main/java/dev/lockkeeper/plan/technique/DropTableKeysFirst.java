package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Inverse;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.Titles;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Before: {@code DROP TABLE t}, which takes ACCESS EXCLUSIVE on every table that t's foreign keys refer to, all at
 * once. After: its foreign keys one by one, each in a transaction of its own, so that one other table is locked at a
 * time and for a moment; then the table, which locks nothing else any more.
 */
@AutoService(Technique.class)
public final class DropTableKeysFirst implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        if (!(at.statement().meaning() instanceof ObjectStatement.Drop drop)
                || drop.kind() != ObjectKind.TABLE
                || drop.cascade()) {
            return Optional.empty();
        }
        List<Table> tables = drop.names().stream()
                .flatMap(name -> at.before().table(name).stream())
                .toList();
        List<StepDraft> steps = new ArrayList<>();
        for (Table table : tables) {
            // The keys of a partition are those of its parent and cannot be dropped alone.
            if (table.kind() != Table.Kind.TABLE || table.partitionOf().isPresent() || table.created()) {
                return Optional.empty();
            }
            at.before().foreignKeysOf(table.name()).stream()
                    .filter(key -> locksAnother(key, tables, at, analysis))
                    .forEach(key -> steps.add(dropKey(table.name(), key, at, analysis, tools)));
        }
        if (steps.isEmpty()) {
            return Optional.empty();
        }
        steps.add(StepDraft.of(
                Phase.Kind.CONTRACT,
                Titles.of(drop),
                TransactionMode.TRANSACTION,
                new Inverse().of(at, analysis),
                Objects.of(at),
                at.statement().sql()));
        return Optional.of(steps);
    }

    private static boolean locksAnother(Constraint key, List<Table> dropped, StatementEffects at, Analysis analysis) {
        return key.references()
                .filter(target ->
                        dropped.stream().noneMatch(table -> table.name().equals(target)))
                .filter(target -> Names.matters(at, analysis, target))
                .isPresent();
    }

    private static StepDraft dropKey(
            QualifiedName table, Constraint key, StatementEffects at, Analysis analysis, Reanalysis tools) {
        String sql = "ALTER TABLE " + table.sql() + " DROP CONSTRAINT IF EXISTS " + Identifiers.quote(key.name());
        Analysis own = tools.of(sql, at.before(), analysis);
        return StepDraft.of(
                Phase.Kind.CONTRACT,
                "drop foreign key " + key.name(),
                TransactionMode.TRANSACTION,
                new Inverse().of(own.statements().getFirst(), own),
                Set.of(table + "." + key.name()),
                sql);
    }
}
