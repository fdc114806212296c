package dev.lockkeeper.rule.types;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.TypeName;
import java.util.stream.Stream;

/** Values of json cannot be compared: DISTINCT, GROUP BY and UNION over a row that has one fail. */
@AutoService(Rule.class)
public final class JsonHasNoEquality implements Rule {
    private record Typed(String column, TypeName type) {}

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(at -> typed(at)
                        .filter(each -> each.type().name().equals("json"))
                        .map(each -> Hit.at(
                                at,
                                "column " + each.column()
                                        + " has type json, which has no equality: SELECT DISTINCT, GROUP BY and UNION"
                                        + " over it fail with 42883, also in queries that were right before the column"
                                        + " came.",
                                "Use jsonb, unless the exact text with its blanks and order of keys has to be kept.")));
    }

    private static Stream<Typed> typed(StatementEffects at) {
        return switch (at.statement().meaning()) {
            case RelationStatement.CreateTable create ->
                create.columns().stream().map(column -> new Typed(column.name(), column.type()));
            default ->
                Stream.concat(
                        Alterations.all(at, AlterAction.AddColumn.class)
                                .map(add -> new Typed(
                                        add.column().name(), add.column().type())),
                        Alterations.all(at, AlterAction.AlterType.class)
                                .map(alter -> new Typed(alter.column(), alter.type())));
        };
    }
}
