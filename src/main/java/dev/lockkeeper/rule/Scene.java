package dev.lockkeeper.rule;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.RelationKind;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One statement within its analysis, with the questions every rule asks: which existing table is hit worst, which
 * locks make others wait, and how to say it. Tables that the migration itself creates are never named.
 */
public record Scene(Analysis analysis, StatementEffects at) {
    /** Where plans keep the progress and procedures of their backfills. */
    private static final String WORKING_SCHEMA = "lockkeeper";

    public static Stream<Scene> of(Analysis analysis) {
        return analysis.statements().stream().map(at -> new Scene(analysis, at));
    }

    public TableSize size(QualifiedName table) {
        return analysis.size(at, table);
    }

    /** Whether application code can know the table: not made by this migration, nor by an earlier phase for itself. */
    public boolean existing(QualifiedName table) {
        return !size(table).isNew() && !table.schema().equals(WORKING_SCHEMA);
    }

    /** Of the tables that were there before: the largest known one, else one of unknown size, else the first small one. */
    public Optional<QualifiedName> worst(Stream<QualifiedName> tables) {
        return tables.filter(this::existing)
                .distinct()
                .min(Comparator.comparingInt(
                                (QualifiedName table) -> rank(size(table).band()))
                        .thenComparing(table -> -size(table).rows().orElse(0))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static int rank(TableSize.Band band) {
        return switch (band) {
            case LARGE -> 0;
            case UNKNOWN -> 1;
            case SMALL -> 2;
            case NEW -> 3;
        };
    }

    /** The strongest lock on each existing table that makes readers or writers wait. */
    public List<Effect.AcquiresLock> blocking() {
        return at.all(Effect.AcquiresLock.class)
                .filter(lock -> lock.kind() == RelationKind.TABLE
                        && lock.mode().blocksWrites()
                        && existing(lock.relation())
                        && at.strongestLock(lock.relation()).equals(Optional.of(lock.mode())))
                .toList();
    }

    /** The existing tables on which this statement makes readers or writers wait. */
    public Stream<QualifiedName> blocked() {
        return blocking().stream().map(Effect.AcquiresLock::relation).distinct();
    }

    /** The statements before this one that commit together with it. */
    public Stream<Scene> earlier() {
        return analysis.earlierInTransaction(at).map(each -> new Scene(analysis, each));
    }

    /** Whether this statement holds a lock on {@code table} behind which at least writers wait. */
    public boolean blocks(QualifiedName table) {
        return at.strongestLock(table).map(LockMode::blocksWrites).orElse(false);
    }

    /** {@code orders (40.0 million rows, 8.0 GB)}. */
    public String sized(QualifiedName table) {
        return table.display() + " (" + size(table).display() + ")";
    }

    /** The strongest lock on {@code table} and who waits behind it: {@code ACCESS EXCLUSIVE: reads and writes wait}. */
    public String waiters(QualifiedName table) {
        return at.strongestLock(table)
                .map(mode -> mode.sql() + " lock: " + who(mode) + " wait")
                .orElse("no lock that blocks");
    }

    /** Who waits behind a lock of this mode. */
    public static String who(LockMode mode) {
        return mode.blocksReads() ? "reads and writes" : mode.blocksWrites() ? "writes" : "other schema changes";
    }

    /** How long the statement works, as forecast. */
    public String duration() {
        return at.forecast().display();
    }

    public Hit hit(QualifiedName table, String message, String fix) {
        return Hit.at(at, table, message, fix);
    }
}
