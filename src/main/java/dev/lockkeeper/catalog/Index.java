package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.IndexKey;
import java.util.List;
import java.util.Optional;

/** An index, also the one behind a primary key, unique or exclusion constraint. */
public record Index(
        QualifiedName name,
        QualifiedName table,
        boolean unique,
        boolean primary,
        String method,
        List<IndexKey> keys,
        Optional<Expression> where,
        boolean valid,
        Optional<String> constraint,
        Origin origin,
        String sql) {
    public Index {
        keys = List.copyOf(keys);
    }

    /** The plain columns of the key, in order, up to the first expression. */
    public List<String> leadingColumns() {
        return keys.stream()
                .takeWhile(key -> key.column().isPresent())
                .map(key -> key.column().orElseThrow())
                .toList();
    }

    /** Serves look-ups by exactly these columns: a valid, total index that begins with them in any order. */
    public boolean serves(List<String> columns) {
        List<String> leading = leadingColumns();
        return valid
                && where.isEmpty()
                && leading.size() >= columns.size()
                && columns.containsAll(leading.subList(0, columns.size()));
    }
}
