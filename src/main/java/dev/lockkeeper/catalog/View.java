package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;

/** A view or materialized view, with the relations it reads and its exact definition. */
public record View(QualifiedName name, boolean materialized, List<QualifiedName> reads, String sql, Origin origin) {
    public View {
        reads = List.copyOf(reads);
    }
}
