package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.Expression;
import java.util.Optional;
import java.util.Set;

/**
 * Whether an expression may give another value for each row. Built-in functions by {@code pg_proc.provolatile}
 * ({@link BuiltIns}), the user's own by the catalog; an unknown function is taken as
 * volatile, because that is the answer that blocks.
 */
final class Volatility {
    /** What the grammar calls without a function of that name. */
    private static final Set<String> SYNTAX = Set.of(
            "current_timestamp",
            "current_date",
            "current_time",
            "localtime",
            "localtimestamp",
            "current_user",
            "session_user",
            "user",
            "current_role",
            "current_catalog",
            "current_schema",
            "coalesce",
            "nullif",
            "greatest",
            "least",
            "grouping",
            "xmlelement",
            "xmlforest",
            "xmlconcat",
            "array",
            "row");

    /** What an index must not call: the usual ones, for which PostgreSQL says 42P17. */
    private static final Set<String> NEVER_IMMUTABLE = Set.of(
            "random",
            "now",
            "clock_timestamp",
            "statement_timestamp",
            "transaction_timestamp",
            "timeofday",
            "current_timestamp",
            "current_date",
            "gen_random_uuid",
            "nextval",
            "txid_current");

    private Volatility() {}

    /** True when each row would have to be computed by itself: {@code ADD COLUMN … DEFAULT} then rewrites. */
    static boolean isVolatile(Expression expression, Catalog catalog) {
        return expression.functions().stream().anyMatch(function -> isVolatile(function, catalog));
    }

    private static boolean isVolatile(String function, Catalog catalog) {
        int dot = function.lastIndexOf('.');
        QualifiedName name = dot < 0
                ? QualifiedName.of(function)
                : QualifiedName.of(function.substring(0, dot), function.substring(dot + 1));
        Optional<String> users = catalog.functionVolatility(name);
        boolean builtIn = dot < 0 || name.schema().equals("pg_catalog");
        return users.map(volatility -> volatility.equals("volatile") && !inlined(name, catalog))
                .orElseGet(() -> !(builtIn && (SYNTAX.contains(name.name()) || BuiltIns.notVolatile(name.name()))));
    }

    /** An SQL function that is one expression is replaced by it before anybody asks how volatile it is (measured). */
    private static boolean inlined(QualifiedName name, Catalog catalog) {
        return catalog.functions(name).stream()
                .allMatch(function -> function.language().equals("sql")
                        && function.body()
                                .filter(body -> body.statements().size() == 1
                                        && body.statements().getFirst().meaning() instanceof DataStatement.Select select
                                        && select.reads().isEmpty()
                                        && select.nested().writes().isEmpty()
                                        && select.functions().stream().noneMatch(called -> isVolatile(called, catalog)))
                                .isPresent());
    }

    /** For certain not immutable: PostgreSQL refuses it in an index. It may be wrong about what it inlines: then nothing. */
    static boolean isKnownVolatile(Expression expression, Catalog catalog) {
        return expression.functions().stream()
                .anyMatch(function -> catalog.functionVolatility(QualifiedName.of(function))
                        .map(volatility ->
                                !volatility.equals("immutable") && !inlined(QualifiedName.of(function), catalog))
                        .orElse(NEVER_IMMUTABLE.contains(function)));
    }
}
