package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.Expression;
import java.util.Optional;
import java.util.Set;

/**
 * Whether an expression may give another value for each row. Built-in functions by {@code pg_proc.provolatile}
 * (identical on 12 to 18 for those listed), the user's own by the catalog; an unknown function is taken as
 * volatile, because that is the answer that blocks.
 */
final class Volatility {
    /** Stable or immutable built-ins that defaults use in practice. */
    private static final Set<String> NOT_VOLATILE = Set.of(
            "now",
            "transaction_timestamp",
            "statement_timestamp",
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
            "current_database",
            "current_setting",
            "timezone",
            "date_trunc",
            "date_part",
            "extract",
            "to_timestamp",
            "to_char",
            "to_date",
            "to_number",
            "make_date",
            "make_interval",
            "make_timestamp",
            "make_timestamptz",
            "lower",
            "upper",
            "initcap",
            "concat",
            "concat_ws",
            "format",
            "md5",
            "encode",
            "decode",
            "length",
            "char_length",
            "substr",
            "substring",
            "replace",
            "trim",
            "btrim",
            "ltrim",
            "rtrim",
            "lpad",
            "rpad",
            "left",
            "right",
            "split_part",
            "coalesce",
            "nullif",
            "greatest",
            "least",
            "abs",
            "ceil",
            "ceiling",
            "floor",
            "round",
            "trunc",
            "mod",
            "power",
            "sqrt",
            "array_fill",
            "array_append",
            "array_cat",
            "array_length",
            "json_build_object",
            "jsonb_build_object",
            "json_build_array",
            "jsonb_build_array",
            "to_json",
            "to_jsonb",
            "row_to_json",
            "int4range",
            "int8range",
            "numrange",
            "tsrange",
            "tstzrange",
            "daterange",
            "to_tsvector",
            "to_tsquery",
            "inet_client_addr",
            "txid_current",
            "pg_current_xact_id",
            "age",
            "position",
            "strpos",
            "repeat",
            "reverse",
            "translate",
            "chr",
            "ascii",
            "sha256",
            "sha512",
            "interval",
            "point",
            "box",
            "cardinality");

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
        return users.map("volatile"::equals).orElseGet(() -> !(builtIn && NOT_VOLATILE.contains(name.name())));
    }
}
