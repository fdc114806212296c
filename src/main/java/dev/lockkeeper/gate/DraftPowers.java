package dev.lockkeeper.gate;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.PrivilegeStatement;
import dev.lockkeeper.sql.ProceduralBody;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a draft changes of who may do what, and of what guards the data: no lock shows it and nothing is lost, so
 * nothing else stops it. Only makes verdicts stricter.
 */
final class DraftPowers {
    private static final Set<ObjectKind> GUARDS = Set.of(
            ObjectKind.TRIGGER,
            ObjectKind.RULE,
            ObjectKind.POLICY,
            ObjectKind.FUNCTION,
            ObjectKind.PROCEDURE,
            ObjectKind.ROUTINE,
            ObjectKind.PUBLICATION,
            ObjectKind.EVENT_TRIGGER);
    private static final int LONGEST = 200;

    private DraftPowers() {}

    private enum Power {
        ACCESS(
                "changes who may do what",
                "\\b(grant|revok|privilege|permission|permit|right|role|access|owner|policy|policies|secur|allow .*"
                        + " (read|write|select))"),
        GUARD(
                "changes what guards the data",
                "\\b(trigger|rule|policy|policies|function|procedure|routine|publication)");

        private final String does;
        private final Pattern words;

        Power(String does, String words) {
            this.does = does;
            this.words = Pattern.compile(words);
        }
    }

    /** One reason for each statement that changes such a thing unasked. */
    static List<Verdict.Reason> unasked(Analysis analysis, DraftOrder order) {
        return analysis.statements().stream()
                .flatMap(at -> said(at).flatMap(each -> power(each.meaning())
                        .filter(power -> !order.saysOneOf(power.words))
                        .map(power -> new Verdict.Reason(
                                "statement " + at.statement().number() + " holds \""
                                        + dev.lockkeeper.draft.ModelText.line(each.sql(), LONGEST) + "\": it "
                                        + power.does + ", and nobody asked for that.",
                                "Leave it out, or have the person ask for it by name."))
                        .stream()))
                .distinct()
                .toList();
    }

    private record Said(String sql, Statement meaning) {}

    private static Stream<Said> said(StatementEffects at) {
        return at.statement().meaning() instanceof RoutineStatement.Do(ProceduralBody body)
                ? body.statements().stream().map(each -> new Said(each.sql(), each.meaning()))
                : Stream.of(new Said(at.statement().sql(), at.statement().meaning()));
    }

    private static Optional<Power> power(Statement meaning) {
        return switch (meaning) {
            case PrivilegeStatement any -> Optional.of(Power.ACCESS);
            case ObjectStatement.SetOwner owner -> Optional.of(Power.ACCESS);
            case ObjectStatement.ClusterWide any -> Optional.of(Power.ACCESS);
            case RelationStatement.AlterTable alter ->
                alter.actions().stream()
                        .flatMap(action -> power(action).stream())
                        .findFirst();
            case ObjectStatement.Drop drop when GUARDS.contains(drop.kind()) -> Optional.of(Power.GUARD);
            case RoutineStatement.EventTrigger any -> Optional.of(Power.GUARD);
            case RoutineStatement.CreateFunction function when function.securityDefiner() -> Optional.of(Power.ACCESS);
            case RoutineStatement.CreateFunction function when function.orReplace() -> Optional.of(Power.GUARD);
            case RoutineStatement.AlterFunction any -> Optional.of(Power.GUARD);
            default -> Optional.empty();
        };
    }

    private static Optional<Power> power(AlterAction action) {
        return switch (action) {
            case AlterAction.SetOwner owner -> Optional.of(Power.ACCESS);
            case AlterAction.SetRowSecurity security -> Optional.of(Power.ACCESS);
            case AlterAction.SetTriggerState trigger -> Optional.of(Power.GUARD);
            case AlterAction.SetRuleState rule -> Optional.of(Power.GUARD);
            default -> Optional.empty();
        };
    }
}
