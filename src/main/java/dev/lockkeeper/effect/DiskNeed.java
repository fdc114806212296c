package dev.lockkeeper.effect;

import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.pg.QualifiedName;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How much disk a statement needs on the largest table it writes: a rewrite its heap and indexes again, and the same in
 * WAL; an index a share of the heap and its WAL; an UPDATE of all rows a new version of each, and its WAL.
 *
 * @param what what takes the room, in words
 */
public record DiskNeed(QualifiedName table, long bytes, String what) {
    /** An index of one narrow column against a heap of usual width: 21 of 157 bytes a row (dryrun.md, section 4). */
    private static final int HEAP_TO_INDEX = 7;

    public static Optional<DiskNeed> of(StatementEffects at, ProductionContext context) {
        Stream<DiskNeed> rewrites = at.all(Effect.RewritesTable.class)
                .flatMap(
                        rewrite -> need(context, rewrite.table(), 1, "a new file, new indexes and their WAL").stream());
        Stream<DiskNeed> builds = at.all(Effect.BuildsIndex.class)
                .flatMap(build -> need(context, build.table(), HEAP_TO_INDEX, "the new index and its WAL").stream());
        Stream<DiskNeed> writes = at.all(Effect.WritesRows.class)
                .filter(Effect.WritesRows::whole)
                .flatMap(write -> need(context, write.table(), 1, "a new version of every row and its WAL").stream());
        return Stream.of(rewrites, builds, writes).flatMap(each -> each).max(Comparator.comparingLong(DiskNeed::bytes));
    }

    private static Optional<DiskNeed> need(ProductionContext context, QualifiedName table, int divisor, String what) {
        OptionalLong heap = context.size(table).bytes();
        long indexes = divisor == 1 ? context.indexBytes(table).orElse(0) : 0;
        return heap.isEmpty()
                ? Optional.empty()
                : Optional.of(new DiskNeed(table, 2 * (heap.getAsLong() / divisor + indexes), what));
    }
}
