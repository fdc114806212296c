package dev.lockkeeper.eval;

import dev.lockkeeper.draft.ModelSettings;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.dryrun.shadow.Progress;
import dev.lockkeeper.gate.Briefings;
import dev.lockkeeper.gate.DraftOrder;
import dev.lockkeeper.gate.DraftRun;
import dev.lockkeeper.gate.Gate;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.report.DraftStory;
import dev.lockkeeper.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * Runs intents through a model and the gate, then runs what was approved, and the model's first draft as it was, on
 * servers that have nothing to do with the gate, and compares with the hidden checks.
 */
public final class Evaluation {
    private final Parts parts;

    public Evaluation(Parts parts) {
        this.parts = parts;
    }

    /** {@code gates} sign with a key and write to a log that nobody trusts: an evaluation approves nothing for real. */
    public record Parts(
            Gates gates,
            GateConfig.Model model,
            ModelSettings settings,
            Gate.DryRuns dryRuns,
            PromptTemplates prompts,
            Trials trials) {}

    /** {@code production} is what the set's context describes. */
    public EvalResult run(EvalSet set, EvalIntent intent, GateConfig config, Production production) {
        DraftOrder order = new DraftOrder(intent.intent(), intent.answers(), "eval");
        PgVersion version = production.context().version();
        DraftRun run = parts.gates()
                .draftLoop(config, parts.model(), parts.settings(), parts.dryRuns())
                .run(
                        order,
                        new Briefings(parts.gates(), config, production, version, parts.prompts(), List.of())
                                .of(order, parts.model().shareWorkload()),
                        production,
                        version,
                        Progress.SILENT);
        EvalIntent.End end = end(run);
        Optional<GateResult> signed =
                run.result().filter(result -> result.envelope().isPresent());
        return new EvalResult(
                set.name(),
                intent,
                end,
                run.story().rounds().size(),
                run.story().usage(),
                signed.map(result -> parts.trials()
                        .run(
                                set,
                                end == EvalIntent.End.APPROVED ? intent : intent.before(),
                                production,
                                forward(result))),
                first(run).map(sql -> parts.trials().run(set, intent, production, List.of(sql))),
                why(run));
    }

    private static List<String> forward(GateResult result) {
        return result.approvedFiles().stream()
                .filter(file -> !file.rollback())
                .map(PlanFile::text)
                .toList();
    }

    /** The first draft, which somebody without a gate would have run. */
    private static Optional<String> first(DraftRun run) {
        return run.story().rounds().stream()
                .findFirst()
                .map(DraftStory.Round::proposed)
                .filter(sql -> !sql.isBlank());
    }

    private static EvalIntent.End end(DraftRun run) {
        return switch (run.end()) {
            case DraftRun.End.Asks asks -> EvalIntent.End.QUESTION;
            case DraftRun.End.Failed failed -> EvalIntent.End.UNAVAILABLE;
            case DraftRun.End.Judged judged -> verdict(run);
            case DraftRun.End.Repeats repeats -> verdict(run);
            case DraftRun.End.Spent spent -> verdict(run);
        };
    }

    private static EvalIntent.End verdict(DraftRun run) {
        return run.result()
                .map(result -> switch (result.report().verdict()) {
                    case Verdict.Approved approved ->
                        approved.complete() ? EvalIntent.End.APPROVED : EvalIntent.End.DECISION;
                    case Verdict.NeedsDecision needs -> EvalIntent.End.DECISION;
                    case Verdict.Rejected rejected -> EvalIntent.End.REJECTED;
                    case Verdict.Unavailable unavailable -> EvalIntent.End.UNAVAILABLE;
                })
                .orElse(EvalIntent.End.REJECTED);
    }

    private static List<String> why(DraftRun run) {
        if (!run.story().questions().isEmpty()) {
            return run.story().questions();
        }
        return run.result()
                .map(result -> switch (result.report().verdict()) {
                    case Verdict.Approved approved ->
                        approved.open().stream().map(Verdict.Decision::question).toList();
                    case Verdict.NeedsDecision needs ->
                        needs.decisions().stream()
                                .map(Verdict.Decision::question)
                                .toList();
                    case Verdict.Rejected rejected ->
                        rejected.reasons().stream().map(Verdict.Reason::what).toList();
                    case Verdict.Unavailable unavailable -> List.of(unavailable.toString());
                })
                .orElseGet(() -> List.of(run.story().end()));
    }
}
