package dev.lockkeeper.dryrun;

import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What was predicted, held against what was observed: every difference is an error of ours, and said so. */
final class Predictions {
    private static final Pattern SWAPPED = Pattern.compile("_cc(new|old)[0-9]*$");

    private final List<Effect> effects = new ArrayList<>();
    private final String server;
    private final Predicate<QualifiedName> existing;

    /** {@code existing} tells relations that were there before the migration: nobody waits for the others. */
    Predictions(String server, Predicate<QualifiedName> existing) {
        this.server = server;
        this.existing = existing;
    }

    /** Adds a statement's effects; locks of one transaction add up. */
    void add(Collection<? extends Effect> more) {
        effects.addAll(more);
    }

    void add(StatementEffects statement) {
        effects.addAll(statement.effects());
    }

    /** {@code ddl} is true for statements whose scans count: queries and DML may read as the planner likes. */
    List<String> surprises(
            Set<ObservedLock> locks, List<QualifiedName> rewritten, List<QualifiedName> scanned, boolean ddl) {
        List<String> surprises = new ArrayList<>();
        locks.stream()
                .filter(lock -> existing.test(lock.owner()))
                .filter(lock -> !retired(lock))
                .filter(lock -> !predicted(lock))
                .map(lock -> "PostgreSQL " + server + ": " + lock.mode().sql() + " on " + lock.relation()
                        + " was observed and not predicted")
                .sorted()
                .forEach(surprises::add);
        Set<QualifiedName> rewrites = effects.stream()
                .filter(Effect.RewritesTable.class::isInstance)
                .map(effect -> ((Effect.RewritesTable) effect).table())
                .collect(Collectors.toSet());
        rewritten.stream()
                .filter(existing)
                .filter(table -> !rewrites.contains(table) && !destroyed(table))
                .forEach(table -> surprises.add(
                        "PostgreSQL " + server + ": a rewrite of " + table + " was observed and not predicted"));
        if (ddl) {
            Set<QualifiedName> scans = effects.stream()
                    .filter(Effect.ScansTable.class::isInstance)
                    .map(effect -> ((Effect.ScansTable) effect).table())
                    .collect(Collectors.toSet());
            scanned.stream()
                    .filter(existing)
                    .filter(table -> !scans.contains(table))
                    .forEach(table -> surprises.add(
                            "PostgreSQL " + server + ": a full scan of " + table + " was observed and not predicted"));
        }
        return surprises;
    }

    /**
     * The index that REINDEX CONCURRENTLY builds, before it is valid, or the old one after the swap: no session plans with
     * either, so nobody waits for their momentary ACCESS EXCLUSIVE, which polling sees now and then.
     */
    private boolean retired(ObservedLock lock) {
        return SWAPPED.matcher(lock.relation().name()).find()
                && effects.stream().anyMatch(Effect.WaitsForOlderTransactions.class::isInstance);
    }

    /** TRUNCATE gives the table a new file too, but rewrites nothing. */
    private boolean destroyed(QualifiedName table) {
        return effects.stream()
                .anyMatch(effect -> effect instanceof Effect.DestroysData destroys
                        && destroys.relation().equals(table));
    }

    private boolean predicted(ObservedLock observed) {
        return effects.stream()
                .filter(Effect.AcquiresLock.class::isInstance)
                .map(Effect.AcquiresLock.class::cast)
                .anyMatch(lock -> (lock.relation().equals(observed.relation())
                                || lock.relation().equals(observed.owner()))
                        && lock.mode().covers(observed.mode()));
    }
}
