package dev.lockkeeper.rule.security;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.RoutineStatement;
import java.util.stream.Stream;

/** A function with its owner's rights that looks up names where its caller says. */
@AutoService(Rule.class)
public final class SecurityDefinerWithoutSearchPath implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream().flatMap(at -> switch (at.statement()
                .meaning()) {
            case RoutineStatement.CreateFunction create ->
                create.securityDefiner() && !create.setsSearchPath()
                        ? Stream.of(hit(at, create.function()))
                        : Stream.<Hit>empty();
            case RoutineStatement.AlterFunction alter ->
                ConstraintDefinition.says(alter.change(), "SECURITY DEFINER")
                                && !ConstraintDefinition.says(alter.change(), "SET search_path")
                                && !setBeside(analysis, at, alter)
                        ? Stream.of(hit(at, alter.function()))
                        : Stream.<Hit>empty();
            default -> Stream.<Hit>empty();
        });
    }

    /** Another statement of the script sets the path of the same function. */
    private static boolean setBeside(Analysis analysis, StatementEffects at, RoutineStatement.AlterFunction alter) {
        return analysis.statements().stream()
                .filter(other -> other.statement().number() != at.statement().number())
                .anyMatch(other -> other.statement().meaning() instanceof RoutineStatement.AlterFunction beside
                        && beside.function().equals(alter.function())
                        && ConstraintDefinition.says(beside.change(), "SET search_path"));
    }

    private static Hit hit(StatementEffects at, QualifiedName function) {
        return Hit.at(
                at,
                function.display() + " runs with its owner's rights, but finds functions and tables along the caller's"
                        + " search_path: who may create objects in it runs code as the owner.",
                "SET search_path = pg_catalog, pg_temp on the function, and write every other name with its schema.");
    }
}
