package dev.lockkeeper.dryrun.traffic;

/**
 * A statement of the application that the server refused while the migration ran.
 *
 * @param statement its label or text
 * @param count how often
 * @param message the server's first message
 * @param cause what it may be held against
 */
public record StatementFailure(String statement, String sqlState, int count, String message, Cause cause) {
    /** Why a statement may have failed. */
    public enum Cause {
        /** The migration: nothing else changed. */
        MIGRATION,
        /** The statement names what is gone, in a phase that asks for a deployment first: that deployment must have removed it. */
        DEPLOYMENT,
        /** A value: the parameters of recorded statements are sampled, so a refused value proves nothing. */
        SAMPLED_VALUE,
        /** Nothing that the migration did: it failed in the same way before it. */
        BASELINE
    }
}
