package dev.lockkeeper.apply;

import dev.lockkeeper.approval.SignedStep;
import dev.lockkeeper.plan.Retry;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.SessionStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Which unit belongs to which signed step, by counting statements. A phase file that we wrote frames each step with
 * timeouts and counts other settings as statements; a file that is the submitted text counts no setting at all. Nothing
 * but an exact fit is accepted.
 */
final class StepAlignment {
    private StepAlignment() {}

    static Optional<List<ApplyUnit>> of(
            List<UnitReader.Cut> cuts, List<SignedStep> steps, ToIntFunction<SignedStep> count) {
        return align(cuts, steps, count, StepAlignment::notFrame)
                .or(() -> align(cuts, steps, count, StepAlignment::notSetting));
    }

    private static boolean notSetting(ScriptStatement at) {
        return !(at.meaning() instanceof SessionStatement.SetVariable);
    }

    private static boolean notFrame(ScriptStatement at) {
        return !(at.meaning() instanceof SessionStatement.SetVariable set
                && (set.name().equalsIgnoreCase("lock_timeout") || set.name().equalsIgnoreCase("statement_timeout")));
    }

    private static Optional<List<ApplyUnit>> align(
            List<UnitReader.Cut> cuts,
            List<SignedStep> steps,
            ToIntFunction<SignedStep> count,
            Predicate<ScriptStatement> counted) {
        List<ApplyUnit> units = new ArrayList<>();
        int step = 0;
        int left = steps.isEmpty() ? 0 : count.applyAsInt(steps.getFirst());
        for (UnitReader.Cut cut : cuts) {
            List<SignedStep> own = new ArrayList<>();
            for (ScriptStatement statement : cut.statements()) {
                if (!counted.test(statement)) {
                    continue;
                }
                while (left == 0) {
                    if (++step >= steps.size()) {
                        return Optional.empty();
                    }
                    left = count.applyAsInt(steps.get(step));
                }
                left--;
                if (!own.contains(steps.get(step))) {
                    own.add(steps.get(step));
                }
            }
            if (own.isEmpty()) {
                return Optional.empty();
            }
            units.add(unit(cut, own, units.size() + 1));
        }
        return left == 0 && step >= steps.size() - 1 ? Optional.of(units) : Optional.empty();
    }

    private static ApplyUnit unit(UnitReader.Cut cut, List<SignedStep> steps, int number) {
        int signed = steps.stream().mapToInt(SignedStep::attempts).max().orElse(1);
        return new ApplyUnit(
                number,
                steps.stream().map(SignedStep::id).toList(),
                steps.stream().map(SignedStep::title).distinct().collect(Collectors.joining(", ")),
                cut.mode(),
                cut.statements(),
                cut.begin(),
                List.copyOf(cut.settings().values()),
                cut.sets("lock_timeout"),
                cut.mode() == TransactionMode.TRANSACTION ? Math.max(signed, Retry.LOCK_TIMEOUT.attempts()) : signed,
                Recoveries.of(cut),
                ApplyPlans.digest(cut));
    }
}
