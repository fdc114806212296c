package dev.lockkeeper.verdict;

import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.dryrun.SqlFailure;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.verdict.Verdict.Decision;
import dev.lockkeeper.verdict.Verdict.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The only place that decides what may pass and who may approve (decisions.md, "Verdict" and "Policy"). Evidence
 * is deterministic: locks, rewrites, SQLSTATEs, equality, and the forecast; nothing the text of the migration
 * says about itself counts.
 */
public final class Policy {
    private final PolicySettings settings;

    public Policy(PolicySettings settings) {
        this.settings = settings;
    }

    /** Judges a plan that was made; everything that is no plan is judged here too, and never passes. */
    public Verdict decide(Case given) {
        return switch (given.plan()) {
            case PlanOutcome.NoPlan none ->
                new Verdict.Rejected(none.reasons().stream()
                        .map(reason -> new Reason(reason, "Change the statement and ask again."))
                        .toList());
            case PlanOutcome.Planned planned -> judge(planned.plan(), given);
        };
    }

    private Verdict judge(Plan plan, Case given) {
        return switch (given.dryRun()) {
            case DryRunOutcome.Unavailable unavailable ->
                new Verdict.Unavailable(unavailable.reason(), unavailable.nextStep());
            case DryRunOutcome.Skipped skipped ->
                new Verdict.NeedsDecision(all(
                        decisions(plan, given),
                        new Decision(
                                "Accept the plan although nothing of it was executed?",
                                skipped.why(),
                                List.of("run the review with the dry run", "accept"),
                                2)));
            case DryRunOutcome.Ran ran -> withEvidence(plan, ran.evidence(), given);
        };
    }

    private Verdict withEvidence(Plan plan, Evidence evidence, Case given) {
        if (evidence.plan().failure().isPresent()) {
            SqlFailure failure = evidence.plan().failure().get();
            boolean data =
                    failure.sqlState().startsWith("23") || failure.sqlState().startsWith("22");
            if (!data) {
                return new Verdict.Rejected(List.of(new Reason(
                        "step " + failure.step() + " of the plan failed on PostgreSQL " + evidence.serverVersion()
                                + " with " + failure.sqlState() + ": " + failure.message(),
                        "Correct the statement it comes from: " + oneLine(failure.sql()))));
            }
        }
        if (evidence.schemaEqual().map(equal -> !equal).orElse(false)
                || (evidence.schemaEqual().isEmpty()
                        && !evidence.schemaDifferences().isEmpty())) {
            return new Verdict.Unavailable(
                    "the plan does not lead to the schema of the original: "
                            + String.join("; ", evidence.schemaDifferences()),
                    "This is an error of Lockkeeper's: report it with the migration; a person must plan this change.");
        }
        Map<Integer, List<Decision>> decisions = decisions(plan, given);
        EvidenceDecisions.add(plan, evidence, settings, decisions);
        Answers answers = new Answers(given.answers());
        List<Decision> asked = all(decisions);
        List<Reason> refusals = answers.refusals(asked);
        if (!refusals.isEmpty()) {
            return new Verdict.Rejected(refusals);
        }
        // What never ran to its end is nobody's to accept: law 7.
        int executed = evidence.fingerprints().stream()
                .mapToInt(Evidence.PhaseFingerprint::phase)
                .max()
                .orElse(0);
        decisions.replaceAll((phase, own) -> phase > executed
                ? own
                : own.stream().filter(decision -> !answers.settles(decision)).toList());
        int through = 0;
        for (Phase phase : plan.phases()) {
            if (!decisions.getOrDefault(phase.number(), List.of()).isEmpty()) {
                break;
            }
            through = phase.number();
        }
        List<Decision> open = all(decisions);
        return through == 0
                ? new Verdict.NeedsDecision(open)
                : new Verdict.Approved(through, plan.phases().size(), reasons(evidence, answers.reasons(asked)), open);
    }

    private Map<Integer, List<Decision>> decisions(Plan plan, Case given) {
        Map<Integer, List<Decision>> byPhase = new TreeMap<>();
        PhaseDecisions rules = new PhaseDecisions(settings, plan, given);
        for (Phase phase : plan.phases()) {
            List<Decision> own = new ArrayList<>(rules.of(phase));
            if (phase.number() == 1) {
                given.checklist()
                        .open()
                        .forEach(item -> own.add(
                                new Decision(item.question(), item.answer(), List.of("answer it with a source"), 1)));
            }
            byPhase.put(phase.number(), own);
        }
        return byPhase;
    }

    private static List<Decision> all(Map<Integer, List<Decision>> byPhase, Decision... more) {
        List<Decision> all = new ArrayList<>(List.of(more));
        byPhase.values().forEach(all::addAll);
        return all.stream().distinct().toList();
    }

    private static List<String> reasons(Evidence evidence, List<String> decided) {
        return Stream.concat(
                        Stream.of(
                                "the plan ran on PostgreSQL " + evidence.serverVersion()
                                        + " and every observed lock, rewrite and scan was predicted",
                                "the schema after the plan is the schema after the original",
                                "the rollback restored the schema and the rows, and the plan ran again after it"),
                        decided.stream())
                .toList();
    }

    private static String oneLine(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.length() > 120 ? line.substring(0, 120) + "…" : line;
    }
}
