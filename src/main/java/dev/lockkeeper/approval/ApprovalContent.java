package dev.lockkeeper.approval;

import dev.lockkeeper.pg.PgVersion;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Everything an approval says, before a key and a clock are added. Phases come in the order they run;
 * their numbers rise, but need not start at 1: a renewal signs only the phases still to come. {@code runner} names the
 * migration runner whose form the files have; without one they are for psql and {@code lockkeeper apply}.
 */
public record ApprovalContent(
        String reviewId,
        String requester,
        SignedVerdict verdict,
        Sha256 input,
        SignedDatabase database,
        PgVersion postgres,
        String ruleSet,
        SignedContext context,
        List<SignedPhase> phases,
        Sha256 evidence,
        List<ChecklistEntry> checklist,
        List<HumanDecision> decisions,
        Optional<String> runner) {
    public ApprovalContent {
        phases = List.copyOf(phases);
        checklist = List.copyOf(checklist);
        decisions = List.copyOf(decisions);
        Require.text("review id", reviewId);
        Require.text("requester", requester);
        Require.text("rule-set version", ruleSet);
        runner.ifPresent(name -> Require.text("runner", name));
        refuseDisorder(phases);
        if (verdict instanceof SignedVerdict.ApprovedThrough through
                && through.phase() != phases.getLast().number()) {
            throw new IllegalArgumentException("approved through phase " + through.phase() + ", but the last phase is "
                    + phases.getLast().number());
        }
    }

    /** For psql and {@code lockkeeper apply}. */
    public ApprovalContent(
            String reviewId,
            String requester,
            SignedVerdict verdict,
            Sha256 input,
            SignedDatabase database,
            PgVersion postgres,
            String ruleSet,
            SignedContext context,
            List<SignedPhase> phases,
            Sha256 evidence,
            List<ChecklistEntry> checklist,
            List<HumanDecision> decisions) {
        this(
                reviewId,
                requester,
                verdict,
                input,
                database,
                postgres,
                ruleSet,
                context,
                phases,
                evidence,
                checklist,
                decisions,
                Optional.empty());
    }

    /** Every signed file, in the order of the statement: per phase its files, then its rollback files. */
    public List<Subject> subjects() {
        return phases.stream().flatMap(SignedPhase::subjects).toList();
    }

    private static void refuseDisorder(List<SignedPhase> phases) {
        if (phases.isEmpty()) {
            throw new IllegalArgumentException("an approval needs at least one phase");
        }
        int last = 0;
        Set<String> names = new HashSet<>();
        for (SignedPhase phase : phases) {
            if (phase.number() <= last) {
                throw new IllegalArgumentException("phase " + phase.number() + " after phase " + last);
            }
            last = phase.number();
            phase.subjects().map(Subject::name).forEach(name -> {
                // Some file systems fold case: there the second of two such files would replace the first.
                if (!names.add(Normalizer.normalize(name.toUpperCase(Locale.ROOT), Normalizer.Form.NFC))) {
                    throw new IllegalArgumentException("two files are called " + name);
                }
            });
        }
    }
}
