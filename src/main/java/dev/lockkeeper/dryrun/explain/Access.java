package dev.lockkeeper.dryrun.explain;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;

/** How a plan reads one relation: the node of EXPLAIN, and the indexes it uses. */
public record Access(QualifiedName relation, String node, List<String> indexes) {
    public Access {
        indexes = List.copyOf(indexes);
    }

    /** It reads the relation from the first page to the last. */
    public boolean full() {
        return node.equals("Seq Scan");
    }

    /** {@code Index Scan on orders (orders_pkey)}, for people. */
    public String display() {
        return node + " on " + relation.display() + (indexes.isEmpty() ? "" : " (" + String.join(", ", indexes) + ")");
    }
}
