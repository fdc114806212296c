package dev.lockkeeper.gate;

import dev.lockkeeper.approval.ApprovalException;
import dev.lockkeeper.approval.ApprovalLog;
import dev.lockkeeper.approval.Sha256;
import dev.lockkeeper.draft.DraftOutcome;
import dev.lockkeeper.draft.Drafter;
import dev.lockkeeper.draft.Usage;
import dev.lockkeeper.dryrun.shadow.Progress;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.pg.PgVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A model drafts, the gate judges, what was wrong goes back, until the text passes, a person must speak, the model
 * repeats itself or the rounds are spent. The verdict over a model's text is the same as over anybody's, or stricter.
 */
public final class DraftLoop {
    private final Parts parts;

    public DraftLoop(Parts parts) {
        this.parts = parts;
    }

    /**
     * @param quick the gate without dry run: what it rejects is not worth executing
     * @param full the gate as reviews use it
     */
    public record Parts(
            Gate quick, Gate full, Drafter drafter, ApprovalLog log, int rounds, Optional<Usage.Price> price) {}

    /** The filled prompts of a wish, and what the model may look up. */
    public interface Briefing {
        String first();

        /** {@code draft} is what the model proposed, {@code wrong} what was wrong with it. */
        String repair(String draft, List<String> wrong);

        dev.lockkeeper.draft.DraftTools tools();
    }

    public DraftRun run(
            DraftOrder order, Briefing briefing, Production production, PgVersion version, Progress progress) {
        return new Drafting(order, briefing, production, version, progress).run();
    }

    /** One wish on its way through the rounds. */
    private final class Drafting {
        private final DraftOrder order;
        private final Briefing briefing;
        private final Production production;
        private final PgVersion version;
        private final Progress progress;
        private final DraftAudit audit;
        private final DraftHistory history;

        Drafting(DraftOrder order, Briefing briefing, Production production, PgVersion version, Progress progress) {
            this.order = order;
            this.briefing = briefing;
            this.production = production;
            this.version = version;
            this.progress = progress;
            this.history = new DraftHistory(order, parts.drafter().settings().display(), parts.price());
            String id = "d-"
                    + Sha256.of((order.words() + production.context().digest()).getBytes(StandardCharsets.UTF_8))
                            .hex()
                            .substring(0, 12);
            this.audit = new DraftAudit(
                    parts.log(),
                    id,
                    order.requester(),
                    parts.drafter().settings().display());
        }

        /** Whatever breaks off in between, the log says that it ended. */
        DraftRun run() {
            audit.begins(order, production.context().databaseName());
            try {
                return rounds();
            } catch (RuntimeException e) {
                try {
                    audit.ends("Broken off by an error; nothing was approved.", "none", "none");
                } catch (ApprovalException unwritable) {
                    e.addSuppressed(unwritable);
                }
                throw e;
            }
        }

        private DraftRun rounds() {
            Optional<DraftRun.End> end = Optional.empty();
            for (int round = 1; end.isEmpty(); round++) {
                end = round > parts.rounds()
                        ? Optional.of(new DraftRun.End.Spent(parts.rounds()))
                        : round(
                                round,
                                round == 1
                                        ? briefing.first()
                                        : briefing.repair(history.lastProposed(), history.lastWrong()));
            }
            DraftRun run = history.run(end.get());
            audit.ends(
                    run.story().end(),
                    run.result().map(result -> result.report().verdict().code()).orElse("none"),
                    run.result().map(result -> result.report().reviewId()).orElse("none"));
            return run;
        }

        private Optional<DraftRun.End> round(int number, String prompt) {
            String stage = "round " + number + ": the model drafts";
            progress.report(stage, -1);
            DraftOutcome outcome = parts.drafter()
                    .draft(
                            prompt,
                            briefing.tools(),
                            characters -> progress.report(stage + " (" + characters + " characters)", -1));
            return switch (outcome) {
                case DraftOutcome.Failed failed -> {
                    history.failed(number, failed);
                    audit.round(history.last(), "");
                    yield Optional.of(new DraftRun.End.Failed(failed));
                }
                case DraftOutcome.Unusable unusable -> {
                    boolean repeated = history.unusable(number, unusable);
                    audit.round(history.last(), "");
                    yield repeated ? Optional.of(new DraftRun.End.Repeats()) : Optional.empty();
                }
                case DraftOutcome.Proposed proposed -> {
                    Optional<DraftRun.End> end = proposed(number, proposed);
                    audit.round(history.last(), proposed.proposal().rollbackSql());
                    yield end;
                }
            };
        }

        private Optional<DraftRun.End> proposed(int number, DraftOutcome.Proposed proposed) {
            if (!proposed.proposal().questions().isEmpty()) {
                history.asked(number, proposed);
                return Optional.of(new DraftRun.End.Asks(proposed.proposal().questions()));
            }
            Progress stages = (stage, fraction) -> progress.report("round " + number + ": " + stage, fraction);
            MigrationRequest request = request(proposed);
            GateResult quick = parts.quick()
                    .review(List.of(request), production, version, stages)
                    .getFirst();
            DraftJudgement judgement = DraftJudgement.of(quick, order);
            if (judgement.wrong().isEmpty() && judgement.questions().isEmpty()) {
                GateResult full = parts.full()
                        .review(List.of(request), production, version, stages)
                        .getFirst();
                judgement = DraftJudgement.of(full, order);
            }
            boolean repeated = history.judged(number, proposed, judgement);
            if (!judgement.questions().isEmpty()) {
                return Optional.of(new DraftRun.End.Asks(judgement.questions()));
            }
            if (judgement.wrong().isEmpty()) {
                return Optional.of(new DraftRun.End.Judged());
            }
            return repeated ? Optional.of(new DraftRun.End.Repeats()) : Optional.empty();
        }

        private MigrationRequest request(DraftOutcome.Proposed proposed) {
            String rollback = proposed.proposal().rollbackSql();
            Optional<MigrationRequest.Down> down = rollback.isBlank()
                    ? Optional.empty()
                    : Optional.of(
                            new MigrationRequest.Down("draft.down.sql", rollback.getBytes(StandardCharsets.UTF_8)));
            return new MigrationRequest(
                    "draft.sql",
                    proposed.proposal().sql().getBytes(StandardCharsets.UTF_8),
                    down,
                    Framework.PLAIN,
                    order.requester());
        }
    }
}
