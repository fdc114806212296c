package dev.lockkeeper.plan;

/** How the statements of a step are run. */
public enum TransactionMode {
    /** All of them in one transaction of their own. */
    TRANSACTION,
    /** Each by itself: {@code CONCURRENTLY}, {@code CALL} of a procedure that commits. */
    AUTOCOMMIT
}
