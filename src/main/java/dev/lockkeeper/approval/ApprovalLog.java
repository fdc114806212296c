package dev.lockkeeper.approval;

import java.util.List;

/**
 * The append-only, hash-chained record of requests, verdicts, decisions, overrides and approvals. What
 * {@link #append} returned is on disk. The chain shows tampering; it cannot prevent it, and whoever can
 * rewrite the whole log can only be caught with a {@link LogHead} kept elsewhere.
 */
public interface ApprovalLog {
    /** Adds an event at the end; throws {@link ApprovalException} when it could not be written or the log is damaged. */
    LogEntry append(LogEvent event);

    /** Every entry, oldest first; throws {@link ApprovalException} when one cannot be read. */
    List<LogEntry> entries();

    /** Finds edits, gaps, reordering, and entries cut off at the end. */
    LogCheck verify();

    /** The same, and that the log still contains what it did when it had this head. */
    LogCheck verifySince(LogHead head);
}
