package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;

/**
 * What a statement changes besides its own target: in its WITH, or as the query of a COPY.
 *
 * @param writes every table changed there
 * @param deletes those of them that lose rows
 */
public record NestedWrites(List<QualifiedName> writes, List<QualifiedName> deletes) {
    public static final NestedWrites NONE = new NestedWrites(List.of(), List.of());

    public NestedWrites {
        writes = List.copyOf(writes);
        deletes = List.copyOf(deletes);
    }

    public boolean none() {
        return writes.isEmpty();
    }
}
