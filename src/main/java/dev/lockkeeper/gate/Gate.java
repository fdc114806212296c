package dev.lockkeeper.gate;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.checklist.ChecklistResult;
import dev.lockkeeper.checklist.GivenAnswer;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.DryRunRequest;
import dev.lockkeeper.dryrun.shadow.Progress;
import dev.lockkeeper.dryrun.traffic.TrafficSettings;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.Planner;
import dev.lockkeeper.plan.runner.RunnerFiles;
import dev.lockkeeper.report.SafetyReport;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.verdict.Case;
import dev.lockkeeper.verdict.InputState;
import dev.lockkeeper.verdict.Policy;
import dev.lockkeeper.verdict.Verdict;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The whole tool as one function: migrations and production in, verdicts, reports and signed files out. Several
 * migrations are one history: each is judged on the schema that the ones before it leave.
 */
public final class Gate {
    private final GateConfig config;
    private final Stages stages;
    private final Clock clock;

    public Gate(GateConfig config, Stages stages, Clock clock) {
        this.config = config;
        this.stages = stages;
        this.clock = clock;
    }

    /** The stages with their own I/O or registries, composed by {@link Gates}. */
    public record Stages(
            ScriptReader reader,
            Linting linting,
            Planner planner,
            DryRuns dryRuns,
            Checking checking,
            Signing signing) {}

    /** Analysis to findings. */
    public interface Linting {
        LintResult lint(Analysis analysis);
    }

    /** Executes a plan on a throwaway server, or says why not; tells {@code progress} what it is at. */
    public interface DryRuns {
        DryRunOutcome run(DryRunRequest request, PgVersion version, Progress progress);
    }

    /** Answers the checklist from what is known. */
    public interface Checking {
        ChecklistResult check(
                Analysis analysis, LintResult lint, Optional<Plan> plan, DryRunOutcome dryRun, List<GivenAnswer> given);
    }

    /** Judges each migration of the history in order. */
    public List<GateResult> review(List<MigrationRequest> history, Production given, PgVersion version) {
        return review(history, given, version, Progress.SILENT);
    }

    /** The same, telling {@code progress} which stage begins; a fraction is never known here. */
    public List<GateResult> review(
            List<MigrationRequest> history, Production given, PgVersion version, Progress progress) {
        Production production = FreshCounts.only(given, config.policy(), clock.instant());
        List<GateResult> results = new ArrayList<>();
        Catalog catalog = production.catalog();
        StringBuilder applied = new StringBuilder(
                production.schema().map(schema -> schema.sql()).orElse(""));
        StringBuilder earlier = new StringBuilder();
        for (MigrationRequest request : history) {
            Review review = new Review(
                    request,
                    new Production(production.context(), catalog, production.schema()),
                    version,
                    applied.toString(),
                    earlier.toString(),
                    progress);
            results.add(review.run());
            if (stages.reader().read(request.name(), request.bytes()) instanceof ScriptOutcome.Read read) {
                catalog = Analyzer.analyze(
                                read.script(),
                                catalog,
                                production.context(),
                                version,
                                request.framework(),
                                request.transactions(read.script()),
                                true)
                        .end();
                applied.append("\n;\n").append(read.script().text());
                earlier.append("\n;\n").append(read.script().text());
            }
        }
        return results;
    }

    /** Why every review would end as Unavailable now, when it would: the context is missing, too old or another's. */
    public Optional<Verdict.Unavailable> unready(Production production, PgVersion version) {
        return new Readiness(config, clock.instant()).check(production, version);
    }

    /** The id that the review of the last of these migrations has. */
    public String reviewId(List<MigrationRequest> history, Production production, PgVersion version) {
        StringBuilder earlier = new StringBuilder();
        for (MigrationRequest request : history.subList(0, history.size() - 1)) {
            if (stages.reader().read(request.name(), request.bytes()) instanceof ScriptOutcome.Read read) {
                earlier.append("\n;\n").append(read.script().text());
            }
        }
        return ReviewId.of(history.getLast(), production.context(), version, earlier.toString());
    }

    /** One migration on its way through the stages. */
    private final class Review {
        private final MigrationRequest request;
        private final Production production;
        private final PgVersion version;
        private final String schemaSql;
        private final String earlierSql;
        private final Progress progress;
        private final Timings timings;
        private final String id;

        Review(
                MigrationRequest request,
                Production production,
                PgVersion version,
                String schemaSql,
                String earlierSql,
                Progress progress) {
            this.request = request;
            this.production = production;
            this.version = version;
            this.schemaSql = schemaSql;
            this.earlierSql = earlierSql;
            this.progress = progress;
            this.timings = new Timings(clock, progress);
            this.id = ReviewId.of(request, production.context(), version, earlierSql);
        }

        GateResult run() {
            ScriptOutcome outcome = timings.time("parse", () -> stages.reader().read(request.name(), request.bytes()));
            return switch (outcome) {
                case ScriptOutcome.Unreadable unreadable -> unreadable(unreadable);
                case ScriptOutcome.Read read
                when read.script().statements().isEmpty() ->
                    refused(
                            InputState.UNUSABLE,
                            new Verdict.Rejected(List.of(new Verdict.Reason(
                                    request.name() + " holds no statement",
                                    "Write the migration, or leave the file out."))));
                case ScriptOutcome.Read read ->
                    switch (request.down()
                            .map(down -> stages.reader().read(down.name(), down.bytes()))
                            .orElse(read)) {
                        case ScriptOutcome.Unreadable unreadable -> unreadable(unreadable);
                        case ScriptOutcome.Read down -> judged(read.script(), down.script());
                    };
            };
        }

        private GateResult unreadable(ScriptOutcome.Unreadable unreadable) {
            return refused(
                    InputState.UNUSABLE,
                    new Verdict.Rejected(List.of(new Verdict.Reason(
                            unreadable.name() + ":" + unreadable.position() + ": " + unreadable.message()
                                    + (unreadable.excerpt().isEmpty() ? "" : "\n" + unreadable.excerpt()),
                            unreadable.nextStep()))));
        }

        private GateResult refused(InputState input, Verdict verdict) {
            return result(
                    new Draft(
                            input,
                            verdict,
                            Optional.empty(),
                            new LintResult(List.of(), List.of()),
                            Optional.empty(),
                            List.of(),
                            Optional.empty(),
                            new DryRunOutcome.Skipped("nothing to execute"),
                            Optional.empty(),
                            List.of()),
                    Optional.empty());
        }

        /** {@code down} is the rollback where one was given, and otherwise not looked at. */
        private GateResult judged(Script script, Script down) {
            Analysis analysis = timings.time(
                    "analyse",
                    () -> Analyzer.analyze(
                            script,
                            production.catalog(),
                            production.context(),
                            version,
                            request.framework(),
                            request.transactions(script),
                            request.down().isPresent()));
            LintResult lint = timings.time("lint", () -> stages.linting().lint(analysis));
            InputState input = lint.hasErrors()
                    ? lint.found("unmodelled-statement") ? InputState.UNUSABLE : InputState.HAZARDOUS
                    : InputState.CLEAN;
            Optional<Verdict.Unavailable> unavailable =
                    new Readiness(config, clock.instant()).check(production, version);
            if (unavailable.isPresent()) {
                return result(
                        new Draft(
                                input,
                                unavailable.get(),
                                Optional.of(analysis),
                                lint,
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                new DryRunOutcome.Skipped("the gate could not do its work"),
                                Optional.empty(),
                                List.of()),
                        Optional.empty());
            }
            Planned planned = timings.time(
                    "plan",
                    () -> Planned.of(stages.planner().plan(analysis, lint), request, script, id, clock.instant()));
            Optional<Plan> plan = planned.plan();
            List<PlanFile> files = planned.files();
            Map<Integer, LintResult> planLint = timings.time(
                    "lint plan", () -> new PlanLint(stages.reader(), stages.linting(), analysis).of(planned));
            DryRunOutcome dryRun = plan.isPresent()
                    ? timings.timeParts(
                            "dry run",
                            parts -> stages.dryRuns()
                                    .run(
                                            new DryRunRequest(
                                                    analysis,
                                                    plan.get(),
                                                    schemaSql,
                                                    config.shadow().rows(),
                                                    42,
                                                    config.shadow().forecast(),
                                                    config.shadow().traffic()
                                                            ? Optional.of(TrafficSettings.DEFAULTS)
                                                            : Optional.empty(),
                                                    earlierSql,
                                                    request.down()
                                                            .map(given -> new DryRunRequest.GivenDown(
                                                                    given.name(), analysed(down, analysis)))),
                                            version,
                                            parts))
                    : new DryRunOutcome.Skipped("there is no plan to execute");
            ChecklistResult checklist = stages.checking().check(analysis, lint, plan, dryRun, request.answers());
            GivenDecisions decided =
                    GivenDecisions.of(request, files, production.context().databaseName(), clock.instant());
            Verdict verdict = new Policy(config.policy())
                    .decide(new Case(
                            analysis, lint, planned.outcome(), planLint, dryRun, checklist, decided.answers()));
            Draft draft = new Draft(
                    input,
                    verdict,
                    Optional.of(analysis),
                    lint,
                    plan,
                    files,
                    planned.runner(),
                    dryRun,
                    Optional.of(checklist),
                    Stream.concat(decided.ignored().stream(), checklist.unknown(request.answers()).stream())
                            .toList());
            return verdict instanceof Verdict.Approved approved
                            && dryRun instanceof DryRunOutcome.Ran ran
                            && plan.isPresent()
                    ? result(
                            draft,
                            Optional.of(new Signing.Approval(
                                    id,
                                    request,
                                    approved,
                                    plan.get(),
                                    Optional.empty(),
                                    signable(files, approved),
                                    ran.evidence(),
                                    production,
                                    version,
                                    checklist,
                                    decided.signed())))
                    : result(draft, Optional.empty());
        }

        /** The rollback, run by the same runner on what the migration leaves. */
        private Analysis analysed(Script down, Analysis up) {
            return Analyzer.analyze(down, up.end(), production.context(), version, request.framework(), true);
        }

        private static List<PlanFile> signable(List<PlanFile> files, Verdict.Approved approved) {
            return files.stream()
                    .filter(file -> file.phase() <= approved.throughPhase())
                    .toList();
        }

        private GateResult result(Draft draft, Optional<Signing.Approval> approval) {
            Optional<Signing.Signed> signed = approval.map(stages.signing()::sign);
            List<PlanFile> approved = approval.map(Signing.Approval::files).orElse(List.of());
            SafetyReport report = new SafetyReport(
                    id,
                    clock.instant(),
                    request.requester(),
                    new SafetyReport.Migration(
                            request.name(),
                            new String(request.bytes(), java.nio.charset.StandardCharsets.UTF_8),
                            request.framework().displayName()),
                    new SafetyReport.Database(
                            production.context().databaseName(),
                            version.text(),
                            production.context().capturedAt(),
                            production.context().digest()),
                    draft.input(),
                    draft.verdict(),
                    draft.analysis(),
                    draft.lint(),
                    draft.plan(),
                    draft.files(),
                    draft.runner(),
                    draft.dryRun(),
                    draft.checklist(),
                    config.policy(),
                    NotChecked.list(draft, production, config.policy()),
                    signed.map(Signing.Signed::summary),
                    Optional.empty(),
                    timings.list());
            return new GateResult(
                    report,
                    approved,
                    signed.map(Signing.Signed::envelope),
                    approval.map(given -> releases(given, draft.runner())).orElse(List.of()),
                    draft.ignoredDecisions());
        }

        /** The same approval over the runner's form of the files, for each release apart. */
        private List<SignedRelease> releases(Signing.Approval approval, Optional<RunnerFiles> runner) {
            return runner.stream()
                    .flatMap(files -> files.through(approval.verdict().throughPhase()).releases().stream())
                    .map(release -> new SignedRelease(
                            release,
                            stages.signing()
                                    .sign(approval.of(release.framework(), SignedRelease.files(release)))
                                    .envelope()))
                    .toList();
        }
    }

    /** What a review has found out, before it becomes a report. */
    record Draft(
            InputState input,
            Verdict verdict,
            Optional<Analysis> analysis,
            LintResult lint,
            Optional<Plan> plan,
            List<PlanFile> files,
            Optional<RunnerFiles> runner,
            DryRunOutcome dryRun,
            Optional<ChecklistResult> checklist,
            List<String> ignoredDecisions) {}
}
