package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;

/**
 * A query names a column. {@code levels} are the relations it can be of, those of the innermost query first: the innermost
 * level with a relation that has the column is meant. Names as written.
 */
public record ColumnUse(String column, List<List<QualifiedName>> levels) {
    public ColumnUse {
        levels = levels.stream().map(List::copyOf).toList();
    }
}
