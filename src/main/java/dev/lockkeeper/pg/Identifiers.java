package dev.lockkeeper.pg;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/** Quoting of SQL identifiers and literals, as {@code quote_ident} and {@code quote_literal} do it. */
public final class Identifiers {
    /** {@code NAMEDATALEN - 1}: PostgreSQL silently cuts longer names. */
    public static final int MAX_BYTES = 63;

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");
    /** Keywords of categories R, T and C in PostgreSQL 18's kwlist.h: {@code quote_ident} quotes every one of them. */
    private static final Set<String> KEYWORDS =
            Set.of(("all analyse analyze and any array as asc asymmetric authorization"
                            + " between bigint binary bit boolean both case cast char character check coalesce collate collation column"
                            + " concurrently constraint create cross current_catalog current_date current_role current_schema"
                            + " current_time current_timestamp current_user dec decimal default deferrable desc distinct do else end"
                            + " except exists extract false fetch float for foreign freeze from full grant greatest group grouping"
                            + " having ilike in initially inner inout int integer intersect interval into is isnull join json"
                            + " json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar"
                            + " json_serialize json_table json_value lateral leading least left like limit localtime"
                            + " localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric"
                            + " offset on only or order out outer overlaps overlay placing position precision primary real"
                            + " references returning right row select session_user setof similar smallint some substring"
                            + " symmetric system_user table tablesample then time timestamp to trailing treat trim true union"
                            + " unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat"
                            + " xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable")
                    .split(" "));

    private Identifiers() {}

    /** The identifier as it must be written in SQL: bare when that is safe, in double quotes otherwise. */
    public static String quote(String name) {
        return PLAIN.matcher(name).matches() && !KEYWORDS.contains(name)
                ? name
                : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A string literal that reads the same whatever {@code standard_conforming_strings} says. */
    public static String literal(String value) {
        String doubled = value.replace("'", "''");
        return doubled.contains("\\") ? " E'" + doubled.replace("\\", "\\\\") + '\'' : '\'' + doubled + '\'';
    }

    /** A name derived from {@code base} that fits in 63 bytes with {@code suffix} kept whole. */
    public static String derive(String base, String suffix) {
        int room = MAX_BYTES - suffix.getBytes(StandardCharsets.UTF_8).length;
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int codePoint : base.codePoints().toArray()) {
            int bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8).length;
            if (used + bytes > room) {
                break;
            }
            kept.appendCodePoint(codePoint);
            used += bytes;
        }
        return kept.append(suffix).toString();
    }
}
