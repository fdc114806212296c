package dev.lockkeeper.verdict;

import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.dryrun.QueryComparison;
import dev.lockkeeper.dryrun.Repeat;
import dev.lockkeeper.dryrun.StatementRun;
import dev.lockkeeper.dryrun.forecast.Growth;
import dev.lockkeeper.dryrun.forecast.MeasuredForecast;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.verdict.Verdict.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the dry run adds to the decisions: it can ask for a person, and never clears anything. No question holds a
 * measured figure: a reviewer answers its words, and the next review measures others.
 */
final class EvidenceDecisions {
    /** Measured times are noisy: only ten times the limit asks for a person. */
    private static final long TOLERANCE = 10;

    private static final int SHOWN = 5;

    private EvidenceDecisions() {}

    static void add(Plan plan, Evidence evidence, PolicySettings settings, Map<Integer, List<Decision>> decisions) {
        List<Decision> first = decisions.get(plan.phases().getFirst().number());
        if (first == null) {
            throw new IllegalStateException("every phase has its list of decisions");
        }
        evidence.notChecked()
                .forEach(what -> first.add(new Decision(
                        "Accept without a dry run: " + what + "?",
                        "It was not executed, or was stubbed.",
                        List.of("accept", "make it testable"),
                        1)));
        evidence.realRows()
                .flatMap(rows -> RealRowsAnswer.stale(rows, settings))
                .ifPresent(first::add);
        boolean losesRows = plan.phases().stream().anyMatch(Phase::irreversible);
        evidence.rollback()
                .given()
                .filter(given -> losesRows ? !given.restoresSchema() : !given.proven())
                .ifPresent(given -> first.add(new Decision(
                        given.name() + " does not lead back to where the migration started. Accept?",
                        given.defects(),
                        List.of("accept", "mend it", "leave it out: the plan has a rollback of its own"),
                        1)));
        for (Phase phase : plan.phases()) {
            List<Decision> own = decisions.getOrDefault(phase.number(), first);
            for (Step step : phase.steps()) {
                evidence.plan().statements().stream()
                        .filter(run -> run.step().equals(step.id()))
                        .forEach(run -> observed(run, step, settings, own));
                evidence.forecast().of(step.id()).ifPresent(forecast -> forecast(forecast, step, settings, own));
            }
            evidence.queries().worse().stream()
                    .filter(worse -> worse.phase() == phase.number())
                    .flatMap(worse -> worse(phase, worse).stream())
                    .forEach(own::add);
            evidence.rollback().repeats().stream()
                    .filter(repeat -> repeat.phase() == phase.number() && repeat.how() == Repeat.How.CHANGES_SCHEMA)
                    .forEach(repeat -> own.add(new Decision(
                            "Phase " + phase.label()
                                    + " changes the schema again when it is run a second time. Accept?",
                            String.join("; ", repeat.differences()),
                            List.of("accept", "name what it creates, or make it conditional"),
                            1)));
            evidence.traffic()
                    .ifPresent(traffic ->
                            own.addAll(TrafficDecisions.of(phase, traffic, settings.shortHoldMillis() * TOLERANCE)));
            evidence.plan()
                    .failure()
                    .filter(failure ->
                            phase.steps().stream().anyMatch(step -> step.id().equals(failure.step())))
                    .ifPresent(failure -> own.add(new Decision(
                            "Step " + failure.step() + " failed on data in the dry run (" + failure.sqlState() + "): "
                                    + failure.message() + ". What shall happen to such rows?",
                            "Rows like these may exist in production.",
                            List.of(
                                    "repair the rows first",
                                    "keep the constraint NOT VALID and validate later",
                                    "apply it to new rows only"),
                            1)));
            if (!phase.irreversible()
                    && reversibleSoFar(plan, phase)
                    && !evidence.rollback().provenThrough(phase.number())) {
                own.add(new Decision(
                        "Run phase " + phase.label() + " although its rollback is not proven?",
                        String.join(
                                "; ",
                                evidence.rollback().prefixes().stream()
                                        .filter(p -> !p.proven())
                                        .flatMap(p -> p.differences().stream())
                                        .limit(5)
                                        .toList()),
                        List.of("accept", "change the migration"),
                        1));
            }
        }
    }

    /** A query that is refused where the phase asks for an application without it is what was asked for. */
    private static Optional<Decision> worse(Phase phase, QueryComparison.Worse worse) {
        return switch (worse.how()) {
            case LOST_INDEX -> Optional.of(TrafficDecisions.fullScan(phase, worse.what()));
            case FULL_SCAN, COSTLIER ->
                Optional.of(new Decision(
                        "After phase " + phase.label() + ": " + worse.sentence() + ". Accept?",
                        "The planner chose so with production's sizes and statistics; the report shows both plans.",
                        List.of("accept", "keep or add an index for it"),
                        1));
            case REFUSED ->
                Optional.of(new Decision(
                        "After phase " + phase.label() + ": " + worse.sentence() + ". Accept?",
                        "It stands among production's statements; the report has the server's message.",
                        List.of("deploy an application that does without it first", "change the migration"),
                        1));
            case REFUSED_AFTER_DEPLOYMENT -> Optional.empty();
        };
    }

    private static boolean reversibleSoFar(Plan plan, Phase phase) {
        return plan.reversiblePrefix().stream().anyMatch(reversible -> reversible.number() == phase.number());
    }

    private static void observed(StatementRun run, Step step, PolicySettings settings, List<Decision> own) {
        if (!run.unpredicted().isEmpty()) {
            List<String> some = run.unpredicted().stream().limit(SHOWN).toList();
            int more = run.unpredicted().size() - some.size();
            own.add(new Decision(
                    "Step " + step.id() + " did what was not predicted: " + String.join("; ", some)
                            + (more > 0 ? "; and " + more + " more" : "") + ". Accept?",
                    "This is an error of Lockkeeper's model: report it.",
                    List.of("accept", "reject"),
                    2));
        }
        boolean blocks = step.locks().stream().anyMatch(lock -> lock.mode().blocksWrites());
        boolean forecastShort = step.forecast().highMillis() <= settings.shortHoldMillis();
        if (blocks && forecastShort && run.millis() > settings.shortHoldMillis() * TOLERANCE) {
            own.add(new Decision(
                    "Step " + step.id() + " was forecast as short and was not in the dry run. Accept?",
                    "It took " + Forecast.human(run.millis()) + "; the tolerance is "
                            + Forecast.human(settings.shortHoldMillis() * TOLERANCE) + ".",
                    List.of("accept", "run the review again"),
                    1));
        }
    }

    /** Only where the a-priori forecast was short: where it was long, a person is asked already. */
    private static void forecast(MeasuredForecast forecast, Step step, PolicySettings settings, List<Decision> own) {
        boolean blocks = step.locks().stream().anyMatch(lock -> lock.mode().blocksWrites());
        boolean forecastShort = step.forecast().highMillis() <= settings.shortHoldMillis();
        if (blocks
                && forecastShort
                && forecast.growth() != Growth.CONSTANT
                && forecast.likelyMillis() > settings.shortHoldMillis() * TOLERANCE) {
            own.add(new Decision(
                    "Step " + step.id() + " looked short, and the forecast from the dry run says it is not. Accept?",
                    "Its lock is held for " + forecast.display() + "; the tolerance is "
                            + Forecast.human(settings.shortHoldMillis() * TOLERANCE) + ".",
                    List.of("accept in a window", "change the design", "run the review again"),
                    1));
        }
    }
}
