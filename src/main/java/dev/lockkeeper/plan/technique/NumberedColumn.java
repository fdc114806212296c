package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Sequence;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ColumnDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Before: {@code ADD COLUMN n bigserial}, a rewrite of the table under ACCESS EXCLUSIVE that numbers every row. After:
 * the bare column, its sequence as default for new rows, the old rows numbered in batches, NOT NULL proven. Not for
 * identities: until one takes over, a sequence would number new rows, and the application's role may lack USAGE on it,
 * which an identity never needs.
 */
@AutoService(Technique.class)
public final class NumberedColumn implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        Optional<SingleAction> single = SingleAction.of(at, analysis);
        if (single.isEmpty()
                || !(single.get().action() instanceof AlterAction.AddColumn add)
                || !at.has(Effect.RewritesTable.class)
                || !add.column().type().serial()
                || !add.column().constraints().isEmpty()
                || single.get().table().kind() != Table.Kind.TABLE) {
            return Optional.empty();
        }
        Table table = single.get().table();
        ColumnDefinition column = add.column();
        return analysis.end()
                .sequenceOf(table.name(), column.name())
                .map(Sequence::name)
                .flatMap(sequence -> numbered(at, single.get(), column, sequence, analysis, tools));
    }

    private static Optional<List<StepDraft>> numbered(
            StatementEffects at,
            SingleAction single,
            ColumnDefinition column,
            QualifiedName sequence,
            Analysis analysis,
            Reanalysis tools) {
        Set<String> objects = Objects.of(at);
        String name = Identifiers.quote(column.name());
        String type = integer(column);
        String next = "nextval(" + Identifiers.literal(sequence.sql()) + ")";
        List<String> add = new ArrayList<>(List.of(
                "CREATE SEQUENCE " + sequence.sql() + " AS " + type,
                single.alter("ADD COLUMN " + name + " " + type),
                "ALTER SEQUENCE " + sequence.sql() + " OWNED BY "
                        + single.table().name().sql() + "." + name,
                single.alter("ALTER COLUMN " + name + " SET DEFAULT " + next)));
        List<StepDraft> steps = new ArrayList<>();
        steps.add(StepDraft.of(
                Phase.Kind.EXPAND,
                "add column " + column.name() + ", numbered for new rows",
                TransactionMode.TRANSACTION,
                new Rollback.Undo(List.of(single.alter("DROP COLUMN IF EXISTS " + name)), TransactionMode.TRANSACTION),
                objects,
                add.toArray(String[]::new)));
        Optional<List<StepDraft>> fill = BatchedBackfill.steps(
                at,
                single.after(),
                "UPDATE " + single.table().name().sql() + " SET " + name + " = " + next + " WHERE " + name + " IS NULL",
                new Rollback.Nothing("goes with the column"),
                objects,
                analysis,
                tools);
        return fill.map(batches -> {
            steps.addAll(batches);
            steps.addAll(NotNullViaCheck.steps(single.table(), column.name(), objects));
            return steps;
        });
    }

    private static String integer(ColumnDefinition column) {
        return switch (column.type().name()) {
            case "serial", "serial4" -> "integer";
            case "bigserial", "serial8" -> "bigint";
            default -> "smallint";
        };
    }
}
