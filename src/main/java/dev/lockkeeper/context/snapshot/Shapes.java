package dev.lockkeeper.context.snapshot;

/**
 * The SQL that turns statistics into shapes on the server, so that values never leave it: length and classes of
 * characters of a text, sign and digits of a number, the type of anything else. The same SQL stands in the wrapper
 * function that {@code --grants} prints.
 */
final class Shapes {
    /** More entries than these say nothing more without their values. */
    private static final int MOST = 10;

    private static final String SHAPE = """
            CASE t.typcategory
              WHEN 'N' THEN '<number ' || CASE WHEN u.v ~ '^-' THEN '-' ELSE '' END
                || length(ltrim(split_part(regexp_replace(u.v, '[^0-9.]', '', 'g'), '.', 1), '0')) || ' digits>'
              WHEN 'S' THEN '<text ' || length(u.v)
                || CASE WHEN u.v ~ '[[:lower:]]' THEN ' lower' ELSE '' END || CASE WHEN u.v ~ '[[:upper:]]' THEN ' upper' ELSE '' END
                || CASE WHEN u.v ~ '[0-9]' THEN ' digits' ELSE '' END || CASE WHEN u.v ~ '[[:space:]]' THEN ' space' ELSE '' END
                || CASE WHEN u.v ~ '[^[:alnum:][:space:]]' THEN ' other' ELSE '' END || '>'
              ELSE '<' || t.typname || '>' END""";

    /** Rows of {@code pg_stats} for the columns of tables, with shapes; one row for each column. */
    static final String STATISTICS = """
            SELECT s.schemaname::text AS schema, s.tablename::text AS "table", s.attname::text AS "column",
                   s.null_frac, s.n_distinct, s.avg_width, s.correlation,
                   (SELECT array_agg(%1$s ORDER BY u.o) FROM unnest(s.most_common_vals::text::text[]) WITH ORDINALITY AS u(v, o)
                    WHERE u.o <= %2$d) AS common,
                   s.most_common_freqs[1:%2$d] AS shares,
                   (SELECT array_agg(%1$s ORDER BY u.o) FROM unnest(s.histogram_bounds::text::text[]) WITH ORDINALITY AS u(v, o)
                    WHERE u.o IN (1, array_length(s.histogram_bounds::text::text[], 1))) AS histogram
            FROM pg_catalog.pg_stats s
            JOIN pg_catalog.pg_namespace n ON n.nspname = s.schemaname
            JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            WHERE c.relkind IN ('r', 'p', 'm') AND s.inherited = (c.relkind = 'p')
              AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'lockkeeper')""".formatted(SHAPE, MOST);

    private Shapes() {}
}
