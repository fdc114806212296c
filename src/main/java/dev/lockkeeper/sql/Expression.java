package dev.lockkeeper.sql;

import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

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
 * @param condition what it says of columns by comparing them with constants
 */
public record Expression(
        String sql,
        boolean literal,
        Set<String> functions,
        Set<String> columns,
        Set<String> notNullColumns,
        boolean subquery,
        Condition condition) {
    public Expression {
        functions = Set.copyOf(functions);
        columns = Set.copyOf(columns);
        notNullColumns = Set.copyOf(notNullColumns);
    }

    /** The same after a column has got another name; the text stays as it was written. */
    public Expression renamed(String from, String to) {
        UnaryOperator<Set<String>> names =
                all -> all.stream().map(name -> name.equals(from) ? to : name).collect(Collectors.toUnmodifiableSet());
        return new Expression(
                sql,
                literal,
                functions,
                names.apply(columns),
                names.apply(notNullColumns),
                subquery,
                condition.renamed(from, to));
    }

    /** A literal {@code NULL}: a default of NULL is no default. */
    public boolean isNullLiteral() {
        return literal && sql.strip().toLowerCase(java.util.Locale.ROOT).matches("null(\\s*::.*)?");
    }
}
