package dev.lockkeeper.gate;

import dev.lockkeeper.draft.DraftOutcome;
import dev.lockkeeper.draft.DraftProposal;
import dev.lockkeeper.draft.Drafter;
import dev.lockkeeper.draft.ProductionBrief;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Draft, judge, and send the findings back once: the gate's verdict over a model's text is the same as over anybody's. */
public final class DraftLoop {
    private static final int ROUNDS = 2;

    private final Gate gate;
    private final Drafter drafter;
    private final boolean shareWorkload;

    public DraftLoop(Gate gate, Drafter drafter, boolean shareWorkload) {
        this.gate = gate;
        this.drafter = drafter;
        this.shareWorkload = shareWorkload;
    }

    /** One round: what the model proposed and what the gate said. */
    public record Round(DraftProposal proposal, GateResult result) {}

    /** All rounds, the last one counts; {@code failure} when the model gave no usable answer. */
    public record Outcome(List<Round> rounds, Optional<DraftOutcome.Failed> failure) {
        public Outcome {
            rounds = List.copyOf(rounds);
        }
    }

    public Outcome draft(String intent, Production production, PgVersion version, String requester) {
        ProductionBrief brief = new ProductionBrief(production.catalog(), production.context(), version, shareWorkload);
        String facts = brief.of(brief.tablesIn(intent));
        List<Round> rounds = new ArrayList<>();
        String findings = "";
        for (int round = 1; round <= ROUNDS; round++) {
            switch (drafter.draft(intent, facts, findings)) {
                case DraftOutcome.Failed failed -> {
                    return new Outcome(rounds, Optional.of(failed));
                }
                case DraftOutcome.Proposed proposed -> {
                    GateResult result = judge(proposed.proposal(), production, version, requester);
                    rounds.add(new Round(proposed.proposal(), result));
                    if (result.report().verdict() instanceof Verdict.Approved) {
                        return new Outcome(rounds, Optional.empty());
                    }
                    findings = findings(result);
                }
            }
        }
        return new Outcome(rounds, Optional.empty());
    }

    private GateResult judge(DraftProposal proposal, Production production, PgVersion version, String requester) {
        Optional<MigrationRequest.Down> down = proposal.rollbackSql().isBlank()
                ? Optional.empty()
                : Optional.of(new MigrationRequest.Down(
                        "draft.down.sql", proposal.rollbackSql().getBytes(StandardCharsets.UTF_8)));
        MigrationRequest request = new MigrationRequest(
                "draft.sql", proposal.sql().getBytes(StandardCharsets.UTF_8), down, Framework.PLAIN, requester);
        return gate.review(List.of(request), production, version).getFirst();
    }

    /** What the model must know to do better: findings, and the reasons of the verdict. */
    private static String findings(GateResult result) {
        String rules = result.report().lint().findings().stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .map((Finding finding) ->
                        "- statement " + finding.statement() + ": " + finding.message() + " " + finding.fix())
                .collect(Collectors.joining("\n"));
        String verdict = switch (result.report().verdict()) {
            case Verdict.Rejected rejected ->
                rejected.reasons().stream()
                        .map(r -> "- " + r.what() + " " + r.fix())
                        .collect(Collectors.joining("\n"));
            case Verdict.NeedsDecision needs ->
                needs.decisions().stream()
                        .map(d -> "- a person must decide: " + d.question())
                        .collect(Collectors.joining("\n"));
            case Verdict.Unavailable unavailable -> "- " + unavailable.reason();
            case Verdict.Approved approved -> "";
        };
        return rules + "\n" + verdict;
    }
}
