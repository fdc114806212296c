package dev.lockkeeper.rule.data;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.ColumnFacts;
import dev.lockkeeper.context.Deployment;
import dev.lockkeeper.context.Deployment.Invariant;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.Expression;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A backfill that writes one literal into every row without a value says something about them that nobody said. */
@AutoService(Rule.class)
public final class InventedValue implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis).flatMap(InventedValue::hits);
    }

    private static Stream<Hit> hits(Scene scene) {
        if (!(scene.at().statement().meaning() instanceof DataStatement.Update update)) {
            return Stream.empty();
        }
        return scene.at().before().table(update.table()).map(Table::name).filter(scene::existing).stream()
                .flatMap(table -> update.constants().entrySet().stream()
                        .sorted(java.util.Map.Entry.comparingByKey())
                        .filter(set ->
                                fills(update, set.getKey()) && !declared(scene, table, set.getKey(), set.getValue()))
                        .map(set -> hit(scene, table, set.getKey(), set.getValue())));
    }

    /** The rows that have no value: asked for by the WHERE. */
    private static boolean fills(DataStatement.Update update, String column) {
        return update.where()
                .map(Expression::sql)
                .filter(where -> where.matches("(?is).*\\b\\Q" + column + "\\E\"?\\s+is\\s+null\\b.*"))
                .isPresent();
    }

    private static boolean declared(Scene scene, QualifiedName table, String column, String value) {
        List<Invariant> invariants = scene.analysis()
                .context()
                .deployment()
                .map(Deployment::invariants)
                .orElse(List.of());
        return invariants.stream()
                .filter(invariant -> invariant.table().inSchema("public").equals(table)
                        && invariant.column().map(column::equals).orElse(false))
                .anyMatch(invariant -> invariant.allowedValues().contains(value)
                        || invariant
                                .defaultValue()
                                .map(wanted -> Defaults.constant(wanted).equals(value))
                                .orElse(false));
    }

    private static Hit hit(Scene scene, QualifiedName table, String column, String value) {
        Optional<ColumnFacts> facts =
                scene.analysis().context().column(table, column).filter(InventedValue::readable);
        boolean usual = facts.map(known -> known.commonValues().getFirst().equals(value))
                .orElse(false);
        Hit hit = scene.hit(
                table,
                "every row of " + scene.sized(table) + " that has no " + column + " gets '" + value + "'"
                        + facts.map(known -> shares(known, value)).orElse("")
                        + ": afterwards nobody can tell the rows that had none from those that had it.",
                "Ask the owner of the column what NULL means there; declare the answer as an invariant, or keep NULL.");
        return facts.isPresent() && !usual ? hit.as(Severity.WARNING) : hit;
    }

    /** Redacted values say nothing. */
    private static boolean readable(ColumnFacts known) {
        return !known.commonValues().isEmpty()
                && known.commonShares().size() == known.commonValues().size()
                && known.commonValues().stream().noneMatch(common -> common.startsWith("<"));
    }

    private static String shares(ColumnFacts known, String value) {
        int at = known.commonValues().indexOf(value);
        String nulls = known.nullFraction().isPresent()
                ? String.format(
                        Locale.ROOT, " (%.0f %% of them)", known.nullFraction().getAsDouble() * 100)
                : "";
        return nulls
                + (at < 0
                        ? ", a value that is not among the common ones"
                        : String.format(
                                Locale.ROOT,
                                ", a value that %.0f %% of the rows have",
                                known.commonShares().get(at) * 100));
    }
}
