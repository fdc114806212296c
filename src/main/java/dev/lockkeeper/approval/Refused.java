package dev.lockkeeper.approval;

import java.util.function.Predicate;

/** The first thing wrong with an envelope or a log line while it is read; becomes a {@link Refusal} at the boundary. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final Refusal.Code code;

    Refused(Refusal.Code code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    /** Refuses an approval for a database that {@code known} does not accept. */
    static void otherDatabase(ApprovalStatement statement, Predicate<SignedDatabase> known) throws Refused {
        SignedDatabase signed = statement.content().database();
        if (!known.test(signed)) {
            throw new Refused(
                    Refusal.Code.OTHER_DATABASE,
                    "is for database " + signed.name() + " of system " + signed.systemIdentifier()
                            + ", which lockkeeper.yaml does not name");
        }
    }

    Refusal in(String file) {
        return new Refusal(code, file, detail());
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
