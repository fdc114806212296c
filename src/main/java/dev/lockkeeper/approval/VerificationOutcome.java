package dev.lockkeeper.approval;

import java.util.List;

/** Whether every file that had to be approved is, to the byte. */
public sealed interface VerificationOutcome {
    /** Everything holds; which trust level is enough is for policy to say. */
    record Valid(List<VerifiedApproval> approvals) implements VerificationOutcome {
        public Valid {
            approvals = List.copyOf(approvals);
        }
    }

    /** Something does not hold: every reason that was found, by file. */
    record Invalid(List<Refusal> reasons) implements VerificationOutcome {
        public Invalid {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a refusal needs a reason");
            }
        }
    }
}
