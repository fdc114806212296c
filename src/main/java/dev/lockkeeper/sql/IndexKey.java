package dev.lockkeeper.sql;

import java.util.Optional;

/** One key of an index: a column, or an expression with its text; collation and operator class as written. */
public record IndexKey(
        Optional<String> column,
        Optional<Expression> expression,
        Optional<String> collation,
        Optional<String> operatorClass) {
    public IndexKey(Optional<String> column, Optional<Expression> expression) {
        this(column, expression, Optional.empty(), Optional.empty());
    }
}
