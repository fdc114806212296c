package dev.lockkeeper.dryrun;

import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * One executed statement.
 *
 * @param step the plan's step id, or the statement's number in the original
 * @param millis wall time on the shadow database
 * @param heldMillis from its start to the end of its transaction, in milliseconds of statements: at most so long it held
 *     what it locked
 * @param walBytes write-ahead log it wrote, without full page images
 * @param tempBytes temporary files it used; empty where the server does not tell
 * @param rows rows in the largest table it touched while it ran, for the forecast
 * @param rewritten tables that got a new relfilenode
 * @param scanned tables read in full
 * @param unpredicted observed locks, rewrites or scans that the effect model did not predict, in words
 */
public record StatementRun(
        String step,
        String sql,
        long millis,
        long heldMillis,
        long walBytes,
        OptionalLong tempBytes,
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

    /** Statements of one transaction, in order: each holds its locks until the last one is through. */
    static List<StatementRun> inOneTransaction(List<StatementRun> runs) {
        List<StatementRun> held = new ArrayList<>();
        long after = 0;
        for (StatementRun run : runs.reversed()) {
            after += run.millis();
            held.addFirst(new StatementRun(
                    run.step,
                    run.sql,
                    run.millis,
                    after,
                    run.walBytes,
                    run.tempBytes,
                    run.rows,
                    run.locks,
                    run.rewritten,
                    run.scanned,
                    run.unpredicted));
        }
        return held;
    }
}
