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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Before: {@code ADD COLUMN n bigserial} or {@code … GENERATED … AS IDENTITY}, a rewrite of the table under ACCESS
 * EXCLUSIVE that numbers every row. After: the bare column, a sequence as its default for new rows, the old rows
 * numbered in batches, NOT NULL proven; an identity takes over from the sequence in one short transaction.
 */
@AutoService(Technique.class)
public final class NumberedColumn implements Technique {
    /** With options of its own the identity's sequence would have to be compared option by option. */
    private static final Pattern IDENTITY =
            Pattern.compile("(?is)\\bgenerated\\s+(always|by\\s+default)\\s+as\\s+identity\\b(?!\\s*\\()");

    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        Optional<SingleAction> single = SingleAction.of(at, analysis);
        if (single.isEmpty()
                || !(single.get().action() instanceof AlterAction.AddColumn add)
                || !at.has(Effect.RewritesTable.class)
                || !add.column().constraints().isEmpty()
                || single.get().table().kind() != Table.Kind.TABLE) {
            return Optional.empty();
        }
        Table table = single.get().table();
        ColumnDefinition column = add.column();
        Matcher identity = IDENTITY.matcher(column.sql());
        if (column.type().serial()) {
            return analysis.end()
                    .sequenceOf(table.name(), column.name())
                    .map(Sequence::name)
                    .flatMap(sequence -> numbered(at, single.get(), column, sequence, analysis, tools));
        }
        QualifiedName helper =
                table.name().sibling(Identifiers.derive(table.name().name() + "_" + column.name(), "_fill"));
        return column.identity()
                        && identity.find()
                        && at.before().resolve(helper).isEmpty()
                ? numbered(at, single.get(), column, helper, analysis, tools)
                        .map(steps -> identity(steps, single.get(), column, helper, identity.group(1), Objects.of(at)))
                : Optional.empty();
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

    private static List<StepDraft> identity(
            List<StepDraft> steps,
            SingleAction single,
            ColumnDefinition column,
            QualifiedName helper,
            String kind,
            Set<String> objects) {
        String name = Identifiers.quote(column.name());
        String own = "pg_get_serial_sequence("
                + Identifiers.literal(single.table().name().sql()) + ", " + Identifiers.literal(column.name()) + ")";
        String sequence = Identifiers.literal(helper.sql());
        List<StepDraft> all = new ArrayList<>(steps);
        all.add(StepDraft.of(
                Phase.Kind.CUTOVER,
                "the identity takes over",
                TransactionMode.TRANSACTION,
                new Rollback.Undo(
                        List.of(
                                "CREATE SEQUENCE " + helper.sql() + " AS " + integer(column),
                                "SELECT setval(" + sequence + ", nextval(" + own + "), false)",
                                single.alter("ALTER COLUMN " + name + " DROP IDENTITY"),
                                "ALTER SEQUENCE " + helper.sql() + " OWNED BY "
                                        + single.table().name().sql() + "." + name,
                                single.alter("ALTER COLUMN " + name + " SET DEFAULT nextval(" + sequence + ")")),
                        TransactionMode.TRANSACTION),
                objects,
                single.alter("ALTER COLUMN " + name + " DROP DEFAULT"),
                "ALTER SEQUENCE " + helper.sql() + " OWNED BY NONE",
                single.alter(
                        "ALTER COLUMN " + name + " ADD GENERATED " + kind.toUpperCase(Locale.ROOT) + " AS IDENTITY"),
                "SELECT setval(" + own + ", nextval(" + sequence + "), false)",
                "DROP SEQUENCE " + helper.sql()));
        return all;
    }

    private static String integer(ColumnDefinition column) {
        return switch (column.type().name()) {
            case "serial", "serial4" -> "integer";
            case "bigserial", "serial8" -> "bigint";
            case "smallserial", "serial2" -> "smallint";
            default -> column.type().sql();
        };
    }
}
