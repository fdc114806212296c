package dev.lockkeeper.gate;

import dev.lockkeeper.approval.HumanDecision;
import dev.lockkeeper.approval.ReviewerDecision;
import dev.lockkeeper.approval.Sha256;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.verdict.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which of the reviewers' decisions are about this plan: the same bytes, in date, and not by whoever asked. */
record GivenDecisions(List<ReviewerDecision> fitting, List<String> ignored) {
    GivenDecisions {
        fitting = List.copyOf(fitting);
        ignored = List.copyOf(ignored);
    }

    static GivenDecisions of(MigrationRequest request, List<PlanFile> files, String database, Instant now) {
        List<ReviewerDecision> fitting = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (ReviewerDecision decision : request.decisions()) {
            Optional<String> why = misfit(decision, request, files, database, now);
            why.ifPresentOrElse(
                    reason -> ignored.add("the decision of " + decision.reviewer() + " of " + decision.decidedAt()
                            + " does not count: " + reason),
                    () -> fitting.add(decision));
        }
        return new GivenDecisions(fitting, ignored);
    }

    private static Optional<String> misfit(
            ReviewerDecision decision, MigrationRequest request, List<PlanFile> files, String database, Instant now) {
        if (!decision.input().equals(Sha256.of(request.bytes()))) {
            return Optional.of("the migration is another one now");
        }
        if (!decision.plan().equals(digest(files))) {
            return Optional.of(
                    "the plan is another one now (context, rules or name of the file changed); decide again");
        }
        if (!decision.database().equals(database)) {
            return Optional.of("it is about database " + decision.database());
        }
        if (!now.isBefore(decision.expiresAt()) || decision.decidedAt().isAfter(now)) {
            return Optional.of("it holds from " + decision.decidedAt() + " to " + decision.expiresAt());
        }
        return decision.reviewer().equalsIgnoreCase(request.requester())
                ? Optional.of("nobody approves what they asked for")
                : Optional.empty();
    }

    /** Names and bytes of all files of the plan. */
    static Sha256 digest(List<PlanFile> files) {
        StringBuilder all = new StringBuilder();
        files.forEach(file -> all.append(file.path())
                .append('\0')
                .append(Sha256.of(file.text().getBytes(StandardCharsets.UTF_8)).hex())
                .append('\n'));
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    List<Answer> answers() {
        return fitting.stream()
                .flatMap(decision -> decision.questions().stream()
                        .map(question -> new Answer(decision.reviewer(), question, decision.accepted())))
                .toList();
    }

    /** For the signed statement. */
    List<HumanDecision> signed() {
        return fitting.stream()
                .flatMap(decision -> decision.questions().stream()
                        .map(question -> new HumanDecision(
                                decision.reviewer(),
                                question,
                                decision.accepted() ? "accept" : "reject",
                                decision.reason(),
                                decision.decidedAt(),
                                Optional.of(decision.expiresAt()))))
                .toList();
    }
}
