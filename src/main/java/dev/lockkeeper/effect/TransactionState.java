package dev.lockkeeper.effect;

import java.util.OptionalLong;

/**
 * The transaction and session a statement runs in, as the runner and the statements before it leave them.
 *
 * @param number transactions of the script in order, from 1; statements with one number commit together
 * @param kind who opened it
 * @param lockTimeoutMillis {@code lock_timeout} in force; empty when nothing in the script sets it, 0 when switched off
 * @param statementTimeoutMillis the same for {@code statement_timeout}
 * @param timeZone {@code TimeZone} set by the script or the context's; decides timestamp conversions
 */
public record TransactionState(
        int number, Kind kind, OptionalLong lockTimeoutMillis, OptionalLong statementTimeoutMillis, String timeZone) {
    /** Who opened the transaction. */
    public enum Kind {
        /** Each statement commits by itself. */
        AUTOCOMMIT,
        /** {@code BEGIN} in the script. */
        EXPLICIT,
        /** The migration runner wraps the file. */
        WRAPPED
    }

    public boolean inBlock() {
        return kind != Kind.AUTOCOMMIT;
    }
}
