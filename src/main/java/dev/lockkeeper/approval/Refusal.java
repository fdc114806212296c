package dev.lockkeeper.approval;

/** One reason why an approval does not hold: the kind, the file it is about, what is wrong and what to do next. */
public record Refusal(Code code, String file, String detail) {
    private static final String RESTORE = "restore the file as it was signed, or run `lockkeeper review` again";
    private static final String REPLACE =
            "restore the envelope from where it was signed, or run `lockkeeper review` again";

    /** What to do next, one sentence. */
    public String next() {
        return code.next;
    }

    @Override
    public String toString() {
        return file + " " + detail + ": " + next();
    }

    /** The kinds of refusal; each knows the next step. */
    public enum Code {
        NO_ENVELOPE("run `lockkeeper review` on the migration and commit the envelope it writes"),
        CHANGED_FILE(RESTORE),
        MISSING_FILE(RESTORE),
        RENAMED_FILE("give the file its signed name back, or run `lockkeeper review` again"),
        UNSIGNED_FILE("run `lockkeeper review` on it, or remove it from this folder"),
        SYMBOLIC_LINK("put the file itself here instead of a link"),
        UNREADABLE_FILE("make it a readable file of at most " + ApprovalFolder.MAX_BYTES + " bytes, or remove it"),
        MALFORMED(REPLACE),
        DUPLICATE_KEY(REPLACE),
        NOT_CANONICAL(REPLACE),
        WRONG_PAYLOAD_TYPE(REPLACE),
        SEVERAL_SIGNATURES(REPLACE),
        UNKNOWN_KEY("have the change reviewed by a gate whose key is in " + VerificationKeys.FOLDER
                + ", or have a person add the public key there"),
        BAD_SIGNATURE(REPLACE),
        FALSE_CLAIM("have it signed again by the key that is in " + VerificationKeys.FOLDER),
        BAD_NAME("run `lockkeeper review` again with plain relative file names"),
        OTHER_DATABASE("run `lockkeeper review` with the context of this repository's database"),
        OLD_MIGRATION("restore it, and put the change into a new migration that `lockkeeper review` has approved"),
        UNSEEN_FOLDER("put the files themselves into this repository"),
        REPLAYED("run `lockkeeper review` again: one approval is for one place"),
        NOT_YET_VALID("correct the clock of this machine or of the gate"),
        EXPIRED("run `lockkeeper renew`, which judges the phases still to come again");

        private final String next;

        Code(String next) {
            this.next = next;
        }
    }
}
