package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.plan.Concurrently;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.RelationStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Before: {@code CREATE INDEX i ON t (c)}, SHARE on the table for the whole build. After: {@code CREATE INDEX
 * CONCURRENTLY}, SHARE UPDATE EXCLUSIVE, alone and outside a transaction. A partitioned table gets the index on
 * ONLY the parent, one concurrent build per partition, and ATTACH.
 */
@AutoService(Technique.class)
public final class IndexConcurrently implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        if (!(at.statement().meaning() instanceof RelationStatement.CreateIndex create) || create.concurrently()) {
            return Optional.empty();
        }
        Optional<Table> table = at.before().table(create.table());
        if (table.isEmpty() || !Names.matters(at, analysis, create.table())) {
            return Optional.empty();
        }
        Optional<Index> added =
                Names.addedIndex(at.before(), analysis.end(), table.get().name());
        if (added.isEmpty()) {
            return Optional.empty();
        }
        return table.get().kind() == Table.Kind.PARTITIONED
                ? partitioned(at, table.get(), added.get())
                : Optional.of(List.of(build(at, create, added.get())));
    }

    private static StepDraft build(StatementEffects at, RelationStatement.CreateIndex create, Index index) {
        String sql = create.name().isPresent()
                ? Concurrently.create(at.statement().sql())
                : Concurrently.createNamed(
                        at.statement().sql(), Identifiers.quote(index.name().name()));
        return StepDraft.of(
                        Phase.Kind.EXPAND,
                        "build index " + index.name().display(),
                        TransactionMode.AUTOCOMMIT,
                        new Rollback.Undo(
                                List.of("DROP INDEX CONCURRENTLY IF EXISTS "
                                        + index.name().sql()),
                                TransactionMode.AUTOCOMMIT),
                        Objects.of(at),
                        sql)
                .noting(interrupted(index));
    }

    static String interrupted(Index index) {
        return "If it is interrupted it leaves an INVALID index: run DROP INDEX CONCURRENTLY IF EXISTS "
                + index.name().sql() + " and start again.";
    }

    private static Optional<List<StepDraft>> partitioned(StatementEffects at, Table parent, Index index) {
        List<Table> partitions = at.before()
                .tables()
                .filter(t -> t.partitionOf().map(parent.name()::equals).orElse(false))
                .toList();
        boolean nested = partitions.stream().anyMatch(t -> t.kind() == Table.Kind.PARTITIONED);
        String keys = at.statement()
                .sql()
                .replaceFirst(
                        "(?is)^.*?\\bon\\s+(only\\s+)?((\"[^\"]+\"|[\\w$]+)\\s*\\.\\s*)?(\"[^\"]+\"|[\\w$]+)", "");
        if (nested) {
            return Optional.empty();
        }
        String unique = index.unique() ? "UNIQUE " : "";
        List<StepDraft> steps = new ArrayList<>();
        steps.add(StepDraft.of(
                Phase.Kind.EXPAND,
                "index on the parent only",
                TransactionMode.TRANSACTION,
                new Rollback.Undo(List.of("DROP INDEX IF EXISTS " + index.name().sql()), TransactionMode.TRANSACTION),
                Objects.of(at),
                "CREATE " + unique + "INDEX " + Identifiers.quote(index.name().name()) + " ON ONLY "
                        + parent.name().sql() + keys));
        for (Table partition : partitions) {
            String name = Identifiers.derive(
                    partition.name().name(), "_" + index.name().name());
            steps.add(StepDraft.of(
                    Phase.Kind.EXPAND,
                    "build index on " + partition.name().display(),
                    TransactionMode.AUTOCOMMIT,
                    new Rollback.Nothing("goes with the parent's index"),
                    Objects.of(at),
                    "CREATE " + unique + "INDEX CONCURRENTLY " + Identifiers.quote(name) + " ON "
                            + partition.name().sql() + keys));
            steps.add(StepDraft.of(
                    Phase.Kind.EXPAND,
                    "attach the index of " + partition.name().display(),
                    TransactionMode.TRANSACTION,
                    new Rollback.Nothing("goes with the parent's index"),
                    Objects.of(at),
                    "ALTER INDEX " + index.name().sql() + " ATTACH PARTITION "
                            + partition.name().sibling(name).sql()));
        }
        return Optional.of(steps);
    }
}
