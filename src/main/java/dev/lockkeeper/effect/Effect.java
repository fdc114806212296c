package dev.lockkeeper.effect;

import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One thing a statement does to the database or to the code that runs against it. Relations are resolved
 * (schema always said). Lock modes, rewrites and scans are what was measured on PostgreSQL 12 to 18.
 */
public sealed interface Effect {

    /** Holds {@code mode} on {@code relation} to the end of the transaction; {@code kind} is what the relation is. */
    record AcquiresLock(QualifiedName relation, RelationKind kind, LockMode mode, String why) implements Effect {}

    /** Writes a new file for the table (a new relfilenode) and rebuilds its indexes. */
    record RewritesTable(QualifiedName table, String why) implements Effect {}

    /** Reads every row of the table, {@code passes} times. */
    record ScansTable(QualifiedName table, int passes, String why) implements Effect {}

    /** Builds an index from every row of the table. */
    record BuildsIndex(QualifiedName table, String index, boolean concurrently) implements Effect {}

    /** Writes rows; {@code rows} is an estimate, empty when nothing is known; {@code whole} means every row. */
    record WritesRows(QualifiedName table, OptionalLong rows, boolean whole, String why) implements Effect {}

    /**
     * Stops with {@code sqlState} when the data are not as the statement needs them. {@code certain} means: on any
     * non-empty table. {@code countQuery} counts the offending rows (to be run on a replica or clone).
     */
    record FailsOnData(
            QualifiedName table,
            List<String> columns,
            String sqlState,
            String message,
            boolean certain,
            Optional<String> countQuery)
            implements Effect {
        /** Up to here a count is exact; one more means "more than": the query stops there. */
        public static final int MOST_COUNTED = Violations.MOST;

        public FailsOnData {
            columns = List.copyOf(columns);
        }
    }

    /** Code that is running now fails or misreads as soon as this commits. */
    record BreaksRunningCode(QualifiedName relation, Optional<String> column, String why) implements Effect {}

    /** Removes data or definitions that no later statement can bring back. */
    record DestroysData(QualifiedName relation, Optional<String> column, String what) implements Effect {}

    /** PostgreSQL refuses it inside a transaction block (SQLSTATE 25001). */
    record ForbiddenInTransaction(String command) implements Effect {}

    /** Waits until every transaction that is older than the statement has ended, {@code times} times. */
    record WaitsForOlderTransactions(QualifiedName table, int times) implements Effect {}

    /** PostgreSQL refuses the statement in this schema or on this major: unknown table, missing syntax. */
    record Refused(String sqlState, String message) implements Effect {}

    /** Changes who may read or write, or what code runs with whose rights. */
    record ChangesRights(String what) implements Effect {}

    /** Sleeps, waits or loops inside one transaction while its locks are held. */
    record HoldsTransactionOpen(String why, OptionalLong milliseconds) implements Effect {}

    /** Not modelled: nothing is claimed, and nothing may be approved. */
    record Unmodelled(String what) implements Effect {}
}
