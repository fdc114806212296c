package dev.lockkeeper.approval;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One file that is about to be written → why no approval covers it. The other files of the approval may not be there
 * yet; whoever runs the migration asks {@link ApprovalVerifier} about all of them.
 */
public final class FileApproval {
    private final EnvelopeJudge judge;
    private final Predicate<SignedDatabase> database;

    /** {@code database} says which databases the repository's migrations are for. */
    public FileApproval(VerificationKeys keys, Clock clock, Predicate<SignedDatabase> database) {
        this.judge = new EnvelopeJudge(keys, clock);
        this.database = database;
    }

    /** An envelope and the name that the file has as seen from the envelope's folder. */
    public record Candidate(String envelope, Bytes content, String subject) {}

    /** Empty when one of the envelopes signs exactly these bytes under exactly this name; else what ails each. */
    public List<Refusal> refusals(List<Candidate> candidates, Bytes content) {
        List<Refusal> refusals = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Optional<Refusal> refusal = refusal(candidate, content);
            if (refusal.isEmpty()) {
                return List.of();
            }
            refusals.add(refusal.get());
        }
        return refusals;
    }

    /** Why an envelope must not be written as {@code name}; empty when it is authentic, in date and for this database. */
    public Optional<Refusal> refusalOfEnvelope(String name, Bytes envelope) {
        try {
            accepted(envelope);
            return Optional.empty();
        } catch (Refused refused) {
            return Optional.of(refused.in(name));
        }
    }

    private Optional<Refusal> refusal(Candidate candidate, Bytes content) {
        try {
            for (Subject subject : accepted(candidate.content()).content().subjects()) {
                if (subject.name().equals(candidate.subject())) {
                    return subject.digest().equals(content.sha256())
                            ? Optional.empty()
                            : Optional.of(new Refusal(
                                    Refusal.Code.CHANGED_FILE,
                                    candidate.subject(),
                                    "is not the file that " + candidate.envelope() + " signs"));
                }
            }
            return Optional.of(new Refusal(
                    Refusal.Code.UNSIGNED_FILE, candidate.subject(), "is not signed by " + candidate.envelope()));
        } catch (Refused refused) {
            return Optional.of(refused.in(candidate.envelope()));
        }
    }

    private ApprovalStatement accepted(Bytes envelope) throws Refused {
        ApprovalStatement statement = judge.authenticate(envelope).statement();
        judge.refuseDates(statement);
        Refused.otherDatabase(statement, database);
        return statement;
    }
}
