package dev.lockkeeper.dryrun;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;

/**
 * One executed statement.
 *
 * @param step the plan's step id, or the statement's number in the original
 * @param millis wall time on the shadow database
 * @param rows rows in the largest table it touched while it ran, for the forecast
 * @param rewritten tables that got a new relfilenode
 * @param scanned tables read in full
 * @param unpredicted observed locks, rewrites or scans that the effect model did not predict, in words
 */
public record StatementRun(
        String step,
        String sql,
        long millis,
        long rows,
        List<ObservedLock> locks,
        List<QualifiedName> rewritten,
        List<QualifiedName> scanned,
        List<String> unpredicted) {
    public StatementRun {
        locks = List.copyOf(locks);
        rewritten = List.copyOf(rewritten);
        scanned = List.copyOf(scanned);
        unpredicted = List.copyOf(unpredicted);
    }
}
