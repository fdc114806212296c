package dev.lockkeeper.rule.types;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Map;
import java.util.stream.Stream;

/** Types that mean something else than what most people want when they write them. */
@AutoService(Rule.class)
public final class UnsuitableType implements Rule {
    private static final Map<String, String> BETTER = Map.of(
            "bpchar", "text",
            "money", "numeric(12, 2)",
            "timestamp", "timestamptz",
            "timetz", "timestamptz");

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(at -> columns(at)
                        .filter(column -> BETTER.containsKey(column.type().name()))
                        .limit(1)
                        .map(column -> Hit.at(
                                at,
                                "the new column " + column.name() + " is "
                                        + column.type().sql() + ": "
                                        + why(column.type().name()) + ".",
                                "Say " + BETTER.get(column.type().name()) + " while it is new.")));
    }

    private static Stream<ColumnDefinition> columns(StatementEffects at) {
        return at.statement().meaning() instanceof RelationStatement.CreateTable create
                ? create.columns().stream()
                : Alterations.all(at, AlterAction.AddColumn.class).map(AlterAction.AddColumn::column);
    }

    private static String why(String type) {
        return switch (type) {
            case "bpchar" -> "it is padded with blanks";
            case "money" -> "its meaning depends on lc_monetary";
            case "timestamp" -> "it is another instant in a session with another TimeZone";
            default -> "an offset without a date does not tell the time zone";
        };
    }
}
