package dev.lockkeeper.rule.hygiene;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.RelationStatement;
import java.util.stream.Stream;

/** A constraint that PostgreSQL 18 writes down and does not check. */
@AutoService(Rule.class)
public final class ConstraintNotEnforced implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(at -> Stream.concat(added(at), switchedOff(at))
                        .limit(1)
                        .map(what -> Hit.at(
                                at,
                                what + " is NOT ENFORCED: neither the rows of now nor those to come are checked.",
                                "Say NOT VALID if only the rows of now are to be spared.")));
    }

    private static Stream<String> added(StatementEffects at) {
        Stream<ConstraintDefinition> constraints =
                at.statement().meaning() instanceof RelationStatement.CreateTable create
                        ? Stream.concat(
                                create.constraints().stream(),
                                create.columns().stream().flatMap(column -> column.constraints().stream()))
                        : Alterations.constraints(at);
        return constraints
                .filter(ConstraintDefinition::notEnforced)
                .map(constraint ->
                        constraint.name().map(name -> "the constraint " + name).orElse("the new constraint"));
    }

    private static Stream<String> switchedOff(StatementEffects at) {
        return Alterations.all(at, AlterAction.AlterConstraint.class)
                .filter(alter -> alter.enforceability() && !alter.enforced())
                .map(alter -> "the constraint " + alter.constraint());
    }
}
