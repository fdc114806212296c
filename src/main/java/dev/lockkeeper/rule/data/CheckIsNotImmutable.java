package dev.lockkeeper.rule.data;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.TypeStatement;
import java.util.Set;
import java.util.stream.Stream;

/** A CHECK is looked at when a row is written: one that hangs on clock or session is broken by time alone. */
@AutoService(Rule.class)
public final class CheckIsNotImmutable implements Rule {
    private static final Set<String> CHANGING = Set.of(
            "now",
            "current_timestamp",
            "current_date",
            "current_time",
            "localtime",
            "localtimestamp",
            "transaction_timestamp",
            "statement_timestamp",
            "clock_timestamp",
            "timeofday",
            "random",
            "gen_random_uuid",
            "nextval",
            "current_user",
            "session_user",
            "current_role",
            "user",
            "current_setting",
            "inet_client_addr",
            "pg_backend_pid",
            "txid_current");

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(at -> checks(at)
                        .flatMap(check -> check.check().stream())
                        .flatMap(check -> check.functions().stream().sorted())
                        .distinct()
                        .flatMap(function -> hit(at, function)));
    }

    private static Stream<ConstraintDefinition> checks(StatementEffects at) {
        Stream<ConstraintDefinition> all = switch (at.statement().meaning()) {
            case RelationStatement.CreateTable create ->
                Stream.concat(
                        create.columns().stream().flatMap(column -> column.constraints().stream()),
                        create.constraints().stream());
            case TypeStatement.CreateDomain create -> create.constraints().stream();
            default -> Alterations.constraints(at);
        };
        return all.filter(constraint -> constraint.kind() == ConstraintDefinition.Kind.CHECK);
    }

    private static Stream<Hit> hit(StatementEffects at, String function) {
        if (CHANGING.contains(function)) {
            return Stream.of(Hit.at(
                    at,
                    "the CHECK calls " + function
                            + ": a row that was right when it was written breaks it later, and PostgreSQL does not"
                            + " notice until the row is updated, a VALIDATE runs or a dump is restored (23514).",
                    "Compare columns with each other or with constants; what hangs on clock or session belongs into a trigger"
                            + " or the application."));
        }
        int dot = function.lastIndexOf('.');
        QualifiedName name = dot < 0
                ? QualifiedName.of(function)
                : QualifiedName.of(function.substring(0, dot), function.substring(dot + 1));
        return at.before().functionVolatility(name).stream()
                .filter(volatility -> !volatility.equals("immutable"))
                .map(volatility -> Hit.at(
                                at,
                                "the CHECK calls the function " + name.display() + ", which is " + volatility
                                        + ": when what it reads or does changes, rows that are there break it unseen,"
                                        + " and a dump may not restore (23514).",
                                "Make the function immutable, or use a foreign key or trigger.")
                        .as(Severity.NOTE));
    }
}
