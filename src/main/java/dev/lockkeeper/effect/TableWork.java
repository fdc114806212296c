package dev.lockkeeper.effect;

import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** One kind of work on the rows of one table, {@code times} over; taken from the effects of a statement or step. */
public record TableWork(QualifiedName table, WorkKind kind, int times, boolean concurrently) {
    /** A build that lets writers work reads the table twice and waits in between (measured: 1.4 times as long). */
    private static final double CONCURRENTLY = 1.4;

    public double microsPerRow() {
        return kind.microsPerRow() * times * (concurrently ? CONCURRENTLY : 1);
    }

    public int passes() {
        return kind.passes() * times;
    }

    /** The work whose duration depends on how many rows there are; writes by key are not among it. */
    public static List<TableWork> of(Collection<? extends Effect> effects) {
        List<TableWork> work = new ArrayList<>();
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.ScansTable scan ->
                    work.add(new TableWork(scan.table(), WorkKind.SCAN, scan.passes(), false));
                case Effect.RewritesTable rewrite ->
                    work.add(new TableWork(rewrite.table(), WorkKind.REWRITE, 1, false));
                case Effect.BuildsIndex build ->
                    work.add(new TableWork(build.table(), WorkKind.INDEX_BUILD, 1, build.concurrently()));
                case Effect.WritesRows writes -> {
                    if (writes.whole() || writes.rows().isEmpty()) {
                        work.add(new TableWork(writes.table(), WorkKind.ROW_WRITES, 1, false));
                    }
                }
                default -> {}
            }
        }
        return work;
    }
}
