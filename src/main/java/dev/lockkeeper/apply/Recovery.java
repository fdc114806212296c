package dev.lockkeeper.apply;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;

/** How a unit is taken up again whose start is recorded and whose end is not. */
public sealed interface Recovery {
    /** It ran in a transaction: its end is recorded with it, so it did not happen. */
    record RolledBack() implements Recovery {}

    /** CREATE INDEX CONCURRENTLY: a valid index is done; an INVALID one is dropped and built again. */
    record BuildsIndex(QualifiedName index) implements Recovery {}

    /** DROP INDEX CONCURRENTLY: gone is done; what is left is dropped again. */
    record DropsIndexes(List<QualifiedName> indexes) implements Recovery {
        public DropsIndexes {
            indexes = List.copyOf(indexes);
        }
    }

    /** REINDEX CONCURRENTLY of a table or index: what it left INVALID there under its own suffixes is dropped, then it runs again. */
    record Reindexes(QualifiedName object) implements Recovery {}

    /** Running it again does no harm: VACUUM and ANALYZE change no data. */
    record Repeatable() implements Recovery {}

    /** Our own batches keep their progress and go on from there, at any pace. */
    record Batches() implements Recovery {}

    /** Nobody can tell from the catalog whether it happened: a person looks. */
    record Unknown() implements Recovery {}
}
