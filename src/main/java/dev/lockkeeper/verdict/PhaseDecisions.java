package dev.lockkeeper.verdict;

import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.effect.Usage;
import dev.lockkeeper.effect.UsageEvidence;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.verdict.Verdict.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a person must decide about a phase before any evidence of the dry run: the table of decisions.md, "Policy". */
final class PhaseDecisions {
    private final PolicySettings settings;
    private final Case given;

    private final DataFailures failures;

    PhaseDecisions(PolicySettings settings, Plan plan, Case given) {
        this.settings = settings;
        this.given = given;
        this.failures = new DataFailures(plan, given, settings);
    }

    List<Decision> of(Phase phase) {
        List<Decision> decisions = new ArrayList<>();
        for (Step step : phase.steps()) {
            irreversible(step).ifPresent(decisions::add);
            offline(step).ifPresent(decisions::add);
            longHold(step).ifPresent(decisions::add);
            critical(step).ifPresent(decisions::add);
            decisions.addAll(failures.of(step));
            step.all(Effect.ChangesRights.class)
                    .forEach(rights -> decisions.add(new Decision(
                            "Step " + step.id() + ": is it right that " + rights.what() + "?",
                            "Rights are a person's decision.",
                            List.of("yes", "no"),
                            1)));
        }
        Optional.ofNullable(given.planLint().get(phase.number())).stream()
                .flatMap(lint -> lint.findings().stream())
                .filter(Finding::asks)
                .forEach(finding -> decisions.add(new Decision(
                        "Statement " + finding.statement() + " of the phase: " + finding.message(),
                        "Only a person can know it (" + finding.code() + ").",
                        List.of("yes", "change the migration"),
                        1)));
        Optional.ofNullable(given.planLint().get(phase.number())).stream()
                .flatMap(lint -> lint.findings().stream())
                .filter(finding -> finding.severity() == Severity.ERROR && !finding.asks())
                .forEach(finding -> decisions.add(new Decision(
                        "Accept in the plan: " + finding.message(),
                        "The plan's own file has this finding (" + finding.code() + ").",
                        List.of("accept", "change the migration"),
                        2)));
        return decisions.stream().distinct().toList();
    }

    private boolean small(QualifiedName table) {
        boolean created = given.analysis().start().table(table).isEmpty();
        ProductionContext context = given.analysis().context();
        TableSize size = context.size(table);
        double traffic = context.readsPerSecond(table).orElse(0)
                + context.writesPerSecond(table).orElse(0);
        boolean few = size.rows().isPresent()
                && size.rows().getAsLong() <= settings.smallRows()
                && size.band() == TableSize.Band.SMALL;
        return created || (few && traffic <= settings.quietPerSecond());
    }

    private int reviewers(Step step) {
        boolean allSmall = step.locks().stream()
                .map(Effect.AcquiresLock::relation)
                .filter(this::table)
                .allMatch(this::small);
        return allSmall ? 1 : 2;
    }

    private boolean table(QualifiedName relation) {
        return given.analysis().start().table(relation).isPresent();
    }

    private Optional<Decision> irreversible(Step step) {
        return step.rollback() instanceof Rollback.Irreversible lost
                ? Optional.of(new Decision(
                        "Step " + step.id() + " cannot be taken back. Run it?",
                        "What cannot come back: " + lost.lost() + usage(step),
                        List.of("run it after a backup of what is lost", "do not run it"),
                        reviewers(step)))
                : Optional.empty();
    }

    /** Who still uses what goes, as far as the evidence reaches. */
    private String usage(Step step) {
        UsageEvidence evidence =
                new UsageEvidence(given.analysis().context(), given.analysis().start());
        return step.all(Effect.DestroysData.class)
                .map(destroys -> usage(destroys, evidence.of(destroys.relation(), destroys.column())))
                .distinct()
                .collect(Collectors.joining());
    }

    private String usage(Effect.DestroysData destroys, Usage usage) {
        String what = destroys.relation().display()
                + destroys.column().map(column -> "." + column).orElse("");
        String gap = usage.gap(settings.usageCoverage());
        return (usage.known() ? ". " + what + " is still used by " + usage.display() : "")
                + (gap.isEmpty() ? "" : ". That nothing else uses " + what + " is not proven: " + gap);
    }

    private Optional<Decision> offline(Step step) {
        return step.online()
                ? Optional.empty()
                : Optional.of(new Decision(
                        "Step " + step.id() + " has no online technique: accept that it blocks for "
                                + step.forecast().display() + "?",
                        String.join(" ", step.notes()),
                        List.of("run it in a declared window", "change the design"),
                        reviewers(step)));
    }

    private Optional<Decision> longHold(Step step) {
        Optional<Effect.AcquiresLock> blocking = step.locks().stream()
                .filter(lock -> lock.mode().blocksWrites() && table(lock.relation()) && !small(lock.relation()))
                .findFirst();
        boolean longer = step.forecast().highMillis() > settings.shortHoldMillis();
        return blocking.isPresent() && longer && step.online()
                ? Optional.of(new Decision(
                        "Step " + step.id() + " holds " + blocking.get().mode().sql() + " on "
                                + blocking.get().relation().display() + " for "
                                + step.forecast().display() + ". Accept?",
                        "The limit without a person is " + Forecast.human(settings.shortHoldMillis()) + ".",
                        List.of("accept in a window", "change the design"),
                        1))
                : Optional.empty();
    }

    private Optional<Decision> critical(Step step) {
        return step.locks().stream()
                .map(lock -> lock.relation().display())
                .filter(settings.critical()::contains)
                .findFirst()
                .map(name -> new Decision(
                        "Step " + step.id() + " touches " + name + ". Approve?",
                        "lockkeeper.yaml declares it critical.",
                        List.of("approve", "reject"),
                        1));
    }
}
