package dev.lockkeeper.report;

import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.forecast.MeasuredForecast;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.effect.QueueForecast;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.verdict.Verdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Sentences that several renderers say in the same words. */
final class ReportFacts {
    private ReportFacts() {}

    static String headline(SafetyReport report) {
        return switch (report.verdict()) {
            case Verdict.Approved approved ->
                approved.complete()
                        ? "APPROVED"
                        : "APPROVED through phase " + approved.throughPhase() + " of " + approved.phases();
            case Verdict.NeedsDecision needs -> "NEEDS A DECISION";
            case Verdict.Rejected rejected -> "REJECTED";
            case Verdict.Unavailable unavailable -> "UNAVAILABLE (not a pass)";
        };
    }

    static List<Verdict.Decision> decisions(SafetyReport report) {
        return switch (report.verdict()) {
            case Verdict.Approved approved -> approved.open();
            case Verdict.NeedsDecision needs -> needs.decisions();
            case Verdict.Rejected rejected -> List.of();
            case Verdict.Unavailable unavailable -> List.of();
        };
    }

    static List<String> reasons(SafetyReport report) {
        return switch (report.verdict()) {
            case Verdict.Approved approved -> approved.reasons();
            case Verdict.NeedsDecision needs -> List.of();
            case Verdict.Rejected rejected ->
                rejected.reasons().stream()
                        .map(reason -> reason.what() + " " + reason.fix())
                        .toList();
            case Verdict.Unavailable unavailable -> List.of(unavailable.reason() + ". " + unavailable.nextStep());
        };
    }

    static String contextAge(SafetyReport report) {
        return report.database()
                .contextCapturedAt()
                .map(at -> {
                    Duration age = Duration.between(at, report.reviewedAt());
                    return age.toDays() > 1 ? age.toDays() + " days old" : Math.max(0, age.toHours()) + " hours old";
                })
                .orElse("of unknown age");
    }

    /** The strongest lock that blocks somebody, per step. */
    static Optional<Effect.AcquiresLock> worstLock(SafetyReport report, Step step) {
        return step.locks().stream()
                .filter(lock -> existing(report, lock.relation()))
                .max(Comparator.comparing(Effect.AcquiresLock::mode));
    }

    static boolean existing(SafetyReport report, QualifiedName relation) {
        return report.analysis()
                .map(a -> a.start().resolve(relation).isPresent())
                .orElse(true);
    }

    static String blocks(LockMode mode) {
        return mode.blocksReads()
                ? "blocks reads and writes"
                : mode.blocksWrites() ? "blocks writes" : "blocks neither reads nor writes";
    }

    /** Phase, lock, relation, rows, traffic and duration of the step that hurts most. */
    static Optional<String> worstMoment(SafetyReport report) {
        return report.plan()
                .flatMap(plan -> plan.phases().stream()
                        .flatMap(phase -> phase.steps().stream().map(step -> new Moment(phase, step)))
                        .filter(moment -> worstLock(report, moment.step())
                                .map(lock -> lock.mode().blocksWrites())
                                .orElse(false))
                        .max(Comparator.comparing((Moment moment) -> worstLock(report, moment.step())
                                        .map(Effect.AcquiresLock::mode)
                                        .orElse(LockMode.ACCESS_SHARE))
                                .thenComparing(
                                        moment -> moment.step().forecast().highMillis()))
                        .map(moment -> moment.describe(report)));
    }

    private record Moment(Phase phase, Step step) {
        String describe(SafetyReport report) {
            Effect.AcquiresLock lock = worstLock(report, step).orElseThrow();
            String size = report.analysis()
                    .map(a -> a.context().size(lock.relation()).display())
                    .orElse("");
            Optional<QueueForecast> queue =
                    report.analysis().map(a -> QueueForecast.of(a.context(), lock.relation(), lock.mode()));
            double rate = queue.map(QueueForecast::arrivalsPerSecond).orElse(0.0);
            int pool = queue.map(q -> q.pool().orElse(0)).orElse(0);
            long wait = step.timeouts().lockMillis() + step.forecast().highMillis();
            return "Phase " + phase.label() + ", step " + step.id() + ": "
                    + lock.mode().sql() + " on " + lock.relation().display() + " (" + size + ") " + blocks(lock.mode())
                    + " for " + step.forecast().display()
                    + (rate > 0 ? String.format(Locale.ROOT, ", %.0f statements per second meet it", rate) : "")
                    + (pool > 0
                            ? ", at worst " + queue.map(q -> q.queueAfter(wait)).orElse(0L) + " of " + pool
                                    + " connections wait until lock_timeout gives up"
                            : "")
                    + ".";
        }
    }

    /** Existing tables that original or plan touch with more than a read. */
    static Set<QualifiedName> tables(SafetyReport report) {
        Set<QualifiedName> tables = new TreeSet<>();
        report.analysis()
                .ifPresent(a -> a.statements()
                        .forEach(at -> at.all(Effect.AcquiresLock.class)
                                .map(Effect.AcquiresLock::relation)
                                .filter(name -> a.start().table(name).isPresent())
                                .forEach(tables::add)));
        return tables;
    }

    /** The a-priori forecast of a step and, where the dry run measured, the one from its measurements. */
    static String forecast(SafetyReport report, Step step) {
        return step.forecast().display()
                + measured(report, step)
                        .map(forecast -> "; forecast " + forecast.display()
                                + forecast.adjustments().stream()
                                        .map(adjustment -> "; " + adjustment)
                                        .collect(Collectors.joining()))
                        .orElse("");
    }

    static Optional<MeasuredForecast> measured(SafetyReport report, Step step) {
        return report.dryRun() instanceof DryRunOutcome.Ran ran
                ? ran.evidence().forecast().of(step.id())
                : Optional.empty();
    }

    static String milliseconds(long millis) {
        return Forecast.human(millis);
    }
}
