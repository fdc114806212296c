package dev.lockkeeper.dryrun;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one transaction had done just before it ended, read from the server and not predicted.
 *
 * @param rewritten tables with a new file
 * @param scanned tables read in full
 * @param changed rows updated or deleted, by table
 * @param lockTimeout whether the session gives up waiting for locks
 */
public record MeasuredTransaction(
        List<String> statements,
        Set<ObservedLock> locks,
        List<QualifiedName> rewritten,
        List<QualifiedName> scanned,
        Map<QualifiedName, Long> changed,
        boolean lockTimeout) {
    public MeasuredTransaction {
        statements = List.copyOf(statements);
        locks = Set.copyOf(locks);
        rewritten = List.copyOf(rewritten);
        scanned = List.copyOf(scanned);
        changed = Map.copyOf(changed);
    }
}
