package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Before: {@code ADD UNIQUE} or {@code ADD PRIMARY KEY}, the index built under ACCESS EXCLUSIVE. After: UNIQUE
 * INDEX CONCURRENTLY, NOT NULL proven first for a primary key, then USING INDEX, which takes an instant.
 */
@AutoService(Technique.class)
public final class UniqueViaIndex implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        Optional<SingleAction> single = SingleAction.of(at, analysis);
        if (single.isEmpty()
                || !(single.get().action() instanceof AlterAction.AddConstraint add)
                || add.constraint().index().isPresent()) {
            return Optional.empty();
        }
        Kind kind = add.constraint().kind();
        String text = add.constraint().sql().toLowerCase(Locale.ROOT);
        boolean plain = !text.contains("include")
                && !text.contains("without overlaps")
                && !text.matches("(?s).*\\bwith\\s*\\(.*");
        Table table = single.get().table();
        Optional<Constraint> added = Names.added(table, single.get().after());
        if ((kind != Kind.UNIQUE && kind != Kind.PRIMARY_KEY)
                || !plain
                || added.isEmpty()
                || table.kind() == Table.Kind.PARTITIONED) {
            return Optional.empty();
        }
        String name = Identifiers.quote(added.get().name());
        String columns =
                add.constraint().columns().stream().map(Identifiers::quote).collect(Collectors.joining(", "));
        String nulls = text.contains("nulls not distinct") ? " NULLS NOT DISTINCT" : "";
        String deferrable = text.contains("deferrable") && !text.contains("not deferrable")
                ? " DEFERRABLE" + (text.contains("initially deferred") ? " INITIALLY DEFERRED" : "")
                : "";
        Set<String> objects = Objects.of(at);
        List<StepDraft> steps = new ArrayList<>();
        if (kind == Kind.PRIMARY_KEY) {
            add.constraint().columns().stream()
                    .filter(c -> !table.provenNotNull(c))
                    .forEach(c -> steps.addAll(NotNullViaCheck.steps(table, c, objects)));
        }
        String drop = "DROP INDEX CONCURRENTLY IF EXISTS "
                + table.name().sibling(added.get().name()).sql();
        steps.add(StepDraft.of(
                        Phase.Kind.EXPAND,
                        "build the unique index",
                        TransactionMode.AUTOCOMMIT,
                        new Rollback.Undo(List.of(drop), TransactionMode.AUTOCOMMIT),
                        objects,
                        "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON "
                                + table.name().sql() + " (" + columns + ")" + nulls)
                .noting("Duplicates make it fail at the end and leave an INVALID index: " + drop
                        + ", repair the rows, start again."));
        steps.add(StepDraft.of(
                Phase.Kind.CUTOVER,
                "make the index a constraint",
                TransactionMode.TRANSACTION,
                new Rollback.Undo(
                        List.of(single.get().alter("DROP CONSTRAINT IF EXISTS " + name)), TransactionMode.TRANSACTION),
                objects,
                single.get()
                        .alter("ADD CONSTRAINT " + name + (kind == Kind.UNIQUE ? " UNIQUE" : " PRIMARY KEY")
                                + " USING INDEX " + name + deferrable)));
        return Optional.of(steps);
    }
}
