package dev.lockkeeper.sql;

import java.util.Set;

/**
 * An SQL expression: its exact text and what rules need to know of it.
 *
 * @param sql the text as written
 * @param literal only constants, casts of constants and signs: the same value for every row, without any call
 * @param functions lower-case names of everything called, with schema where written; SQL value functions
 *     ({@code current_timestamp}, {@code current_user}) appear under their own name
 * @param columns names of the columns mentioned (last part)
 * @param notNullColumns columns that cannot be NULL in a row for which a CHECK with this expression is TRUE
 *     and was proven by {@code IS NOT NULL} tests joined with AND
 * @param subquery whether it contains a sub-select
 */
public record Expression(
        String sql,
        boolean literal,
        Set<String> functions,
        Set<String> columns,
        Set<String> notNullColumns,
        boolean subquery) {
    public Expression {
        functions = Set.copyOf(functions);
        columns = Set.copyOf(columns);
        notNullColumns = Set.copyOf(notNullColumns);
    }

    /** A literal {@code NULL}: a default of NULL is no default. */
    public boolean isNullLiteral() {
        return literal && sql.strip().toLowerCase(java.util.Locale.ROOT).matches("null(\\s*::.*)?");
    }
}
