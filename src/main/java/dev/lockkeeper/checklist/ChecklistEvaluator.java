package dev.lockkeeper.checklist;

import dev.lockkeeper.checklist.ChecklistResult.Answer;
import dev.lockkeeper.checklist.ChecklistResult.Status;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.dryrun.GivenRollback;
import dev.lockkeeper.dryrun.ServerDifferences;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Usage;
import dev.lockkeeper.effect.UsageEvidence;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Step;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Answers a checklist from evidence; what evidence answers is never asked of a person. */
public final class ChecklistEvaluator {
    private final Checklist checklist;

    public ChecklistEvaluator(Checklist checklist) {
        this.checklist = checklist;
    }

    /** {@code given} answers what evidence cannot; an answer to another item changes nothing. */
    public ChecklistResult evaluate(
            Analysis analysis, LintResult lint, Optional<Plan> plan, DryRunOutcome dryRun, List<GivenAnswer> given) {
        Facts facts = new Facts(analysis, lint, plan, dryRun, given);
        return new ChecklistResult(
                checklist.name(),
                checklist.items().stream().map(item -> facts.answer(item)).toList());
    }

    /** Everything that may answer an item. */
    private record Facts(
            Analysis analysis, LintResult lint, Optional<Plan> plan, DryRunOutcome dryRun, List<GivenAnswer> given) {

        Answer answer(Checklist.Item item) {
            return switch (item.evidence()) {
                case SIZE_KNOWN -> sizes(item);
                case LOCKS_KNOWN -> of(item, Status.YES, locks(), "effect model");
                case ONLINE_PLAN -> online(item);
                case ROLLBACK_PROVEN -> rollback(item);
                case DEFAULTS_DECLARED -> of(item, Status.YES, "as the migration writes them", "text of the migration");
                case TESTED_AT_SCALE -> scale(item);
                case WINDOW ->
                    steps().anyMatch(step -> !step.online())
                            ? of(item, Status.NO, "a step has no online technique: a window is needed", "plan")
                            : of(item, Status.NOT_APPLICABLE, "no step blocks for long", "plan");
                case READERS_OF_DROPPED -> readers(item);
                case ONE_LOGICAL_CHANGE ->
                    tables().size() > 3
                            ? of(
                                    item,
                                    Status.NO,
                                    "it touches " + tables().size() + " tables: consider several migrations",
                                    "effect model")
                            : of(
                                    item,
                                    Status.YES,
                                    "it touches " + (tables().isEmpty() ? "no existing table" : names(tables())),
                                    "effect model");
                case BACKFILL_APART ->
                    of(item, Status.YES, "the plan runs every backfill in a phase of its own", "plan");
                case TIMEOUTS_SET ->
                    steps().anyMatch(step -> step.timeouts().lockMillis() == 0
                                    && step.locks().stream()
                                            .anyMatch(lock -> lock.mode().blocksWrites() && existing(lock.relation())))
                            ? of(item, Status.NO, "a step waits for a blocking lock without limit", "plan")
                            : of(
                                    item,
                                    Status.YES,
                                    "every blocking lock is awaited for at most its lock_timeout",
                                    "plan");
                case INDEX_BEFORE_FOREIGN_KEY ->
                    lint.found("foreign-key-without-index")
                            ? of(item, Status.YES, "the plan builds the index first", "plan")
                            : of(item, Status.NOT_APPLICABLE, "no foreign key lacks its index", "rules");
                case LOCALE_EQUAL -> locale(item);
                case ANSWER -> given(item);
            };
        }

        private Answer given(Checklist.Item item) {
            Optional<GivenAnswer> answer =
                    given.stream().filter(each -> each.id().equals(item.id())).findFirst();
            if (answer.isEmpty()) {
                return of(item, Status.OPEN, "nobody has answered yet", "");
            }
            String words = answer.get().answer() + " (said by " + answer.get().by() + ", source: "
                    + answer.get().source() + ")";
            return item.anyone()
                    ? of(item, Status.YES, words, "answer")
                    : of(item, Status.OPEN, "a reviewer has to confirm: " + words, "");
        }

        private java.util.stream.Stream<Step> steps() {
            return plan.stream().flatMap(Plan::steps);
        }

        private static Answer of(Checklist.Item item, Status status, String answer, String source) {
            return new Answer(item.id(), item.question(), status, answer, source);
        }

        private boolean existing(QualifiedName relation) {
            return analysis.start().table(relation).isPresent();
        }

        private Set<QualifiedName> tables() {
            Set<QualifiedName> tables = new TreeSet<>();
            analysis.statements()
                    .forEach(at -> at.all(Effect.AcquiresLock.class)
                            .map(Effect.AcquiresLock::relation)
                            .filter(this::existing)
                            .forEach(tables::add));
            return tables;
        }

        private static String names(Set<QualifiedName> tables) {
            return tables.stream().map(QualifiedName::display).collect(Collectors.joining(", "));
        }

        private Answer sizes(Checklist.Item item) {
            List<QualifiedName> unknown = tables().stream()
                    .filter(table -> analysis.context().size(table).band() == TableSize.Band.UNKNOWN)
                    .toList();
            return unknown.isEmpty()
                    ? of(
                            item,
                            Status.YES,
                            tables().stream()
                                    .map(t -> t.display() + ": "
                                            + analysis.context().size(t).display())
                                    .collect(Collectors.joining("; ")),
                            "context")
                    : of(
                            item,
                            Status.NO,
                            "not known, judged as large: "
                                    + unknown.stream()
                                            .map(QualifiedName::display)
                                            .collect(Collectors.joining(", ")),
                            "context");
        }

        private String locks() {
            return steps().map(step -> "step " + step.id() + ": "
                            + step.locks().stream()
                                    .filter(lock -> existing(lock.relation()))
                                    .map(lock -> lock.mode().sql() + " on "
                                            + lock.relation().display())
                                    .distinct()
                                    .collect(Collectors.joining(", "))
                            + " for " + step.forecast().display())
                    .collect(Collectors.joining("; "));
        }

        private Answer online(Checklist.Item item) {
            if (plan.isEmpty()) {
                return of(item, Status.NO, "there is no plan", "planner");
            }
            List<String> offline =
                    steps().filter(step -> !step.online()).map(Step::id).toList();
            return offline.isEmpty()
                    ? of(item, Status.YES, "every step has an online technique", "plan")
                    : of(item, Status.NO, "no online technique for step " + String.join(", ", offline), "plan");
        }

        private Answer rollback(Checklist.Item item) {
            return switch (dryRun) {
                case DryRunOutcome.Ran ran -> {
                    List<String> irreversible = plan.stream()
                            .flatMap(p -> p.phases().stream())
                            .filter(Phase::irreversible)
                            .map(Phase::label)
                            .toList();
                    boolean proven =
                            ran.evidence().rollback().prefixes().stream().allMatch(p -> p.proven());
                    Optional<GivenRollback> broken = ran.evidence()
                            .rollback()
                            .given()
                            .filter(own -> irreversible.isEmpty() ? !own.proven() : !own.restoresSchema());
                    yield of(
                            item,
                            proven && broken.isEmpty() ? Status.YES : Status.NO,
                            (proven ? "run, compared with the start, and run up again" : "not proven")
                                    + broken.map(own -> "; " + own.name() + " does not lead back")
                                            .orElse("")
                                    + (irreversible.isEmpty()
                                            ? ""
                                            : "; no way back from phase " + String.join(", ", irreversible)),
                            "dry run");
                }
                case DryRunOutcome.Skipped skipped -> of(item, Status.NO, "not run: " + skipped.why(), "dry run");
                case DryRunOutcome.Unavailable unavailable ->
                    of(item, Status.NO, "not run: " + unavailable.reason(), "dry run");
            };
        }

        private Answer scale(Checklist.Item item) {
            return switch (dryRun) {
                case DryRunOutcome.Ran ran ->
                    of(
                            item,
                            Status.YES,
                            ran.evidence()
                                    .realRows()
                                    .map(rows -> "ran on " + rows.sentence())
                                    .orElse("extrapolated from " + rows(ran.evidence()) + " rows"),
                            "dry run and forecast");
                case DryRunOutcome.Skipped skipped -> of(item, Status.NO, skipped.why(), "dry run");
                case DryRunOutcome.Unavailable unavailable -> of(item, Status.NO, unavailable.reason(), "dry run");
            };
        }

        /** Rows of the largest table in the largest run. */
        private static String rows(Evidence evidence) {
            return String.format(
                    Locale.ROOT,
                    "%,d",
                    Math.max(
                            evidence.forecast().measuredRows(),
                            evidence.rows().values().stream()
                                    .mapToLong(Long::longValue)
                                    .max()
                                    .orElse(0)));
        }

        private Answer readers(Checklist.Item item) {
            List<Effect.DestroysData> destroyed = analysis.statements().stream()
                    .flatMap(at -> at.all(Effect.DestroysData.class))
                    .toList();
            if (destroyed.isEmpty()) {
                return of(item, Status.NOT_APPLICABLE, "nothing is dropped", "effect model");
            }
            UsageEvidence evidence = new UsageEvidence(analysis.context(), analysis.start());
            List<String> readers = destroyed.stream()
                    .map(effect -> evidence.of(effect.relation(), effect.column()))
                    .filter(Usage::known)
                    .map(Usage::display)
                    .distinct()
                    .toList();
            return readers.isEmpty()
                    ? of(
                            item,
                            Status.NO,
                            "the workload names no reader; the decision about the drop says how far that evidence reaches",
                            "context")
                    : of(item, Status.NO, "still used by: " + String.join("; ", readers), "context");
        }

        private Answer locale(Checklist.Item item) {
            if (!(dryRun instanceof DryRunOutcome.Ran ran)
                    || analysis.context().server().locale().isEmpty()) {
                return of(item, Status.NOT_APPLICABLE, "the context does not say, or nothing ran", "context");
            }
            String collation =
                    analysis.context().server().locale().get().collation().orElse("");
            Optional<String> difference = ran.evidence().differences().stream()
                    .filter(d -> d.startsWith(ServerDifferences.COLLATION))
                    .findFirst();
            boolean equal = !collation.isEmpty() && difference.isEmpty();
            return of(
                    item,
                    equal ? Status.YES : Status.NO,
                    equal
                            ? "the dry run sorts as production: " + collation
                            : difference.orElse("production has an unknown collation"),
                    "dry run");
        }
    }
}
