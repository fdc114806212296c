package dev.lockkeeper.context.snapshot;

import java.util.List;

/** Schemas, extensions, collations, and the types that SQL can make: enums, composites, domains and ranges. */
final class DdlTypes {
    private static final String NAME = "quote_ident(n.nspname) || '.' || quote_ident(t.typname)";

    private final ReadOnlySession session;
    private final DdlGraph graph;

    DdlTypes(ReadOnlySession session, DdlGraph graph) {
        this.session = session;
        this.graph = graph;
    }

    void read() throws SnapshotException {
        for (DdlQuery query : List.of(
                new DdlQuery(
                        "schemas",
                        "pg_namespace",
                        DdlNode.Rank.SCHEMA,
                        "SELECT n.oid::bigint AS oid, n.nspname AS name, 'CREATE SCHEMA ' || quote_ident(n.nspname) AS sql"
                                + " FROM pg_namespace n WHERE n.nspname <> 'public'" + DdlReader.OURS
                                + DdlReader.ownObject("pg_namespace", "n.oid")),
                new DdlQuery(
                        "extensions",
                        "pg_extension",
                        DdlNode.Rank.EXTENSION,
                        "SELECT e.oid::bigint AS oid, e.extname AS name, 'CREATE EXTENSION IF NOT EXISTS ' || quote_ident(e.extname)"
                                + " || ' WITH SCHEMA ' || quote_ident(n.nspname) AS sql FROM pg_extension e"
                                + " JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'"),
                new DdlQuery(
                        "collations",
                        "pg_collation",
                        DdlNode.Rank.TYPE,
                        """
                        SELECT l.oid::bigint AS oid, n.nspname || '.' || l.collname AS name,
                          'CREATE COLLATION ' || quote_ident(n.nspname) || '.' || quote_ident(l.collname) || ' (provider = '
                          || CASE l.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END
                          || CASE WHEN NOT l.collisdeterministic THEN ', deterministic = false' ELSE '' END
                          || coalesce(', locale = ' || quote_literal(coalesce(to_jsonb(l)->>'colllocale', to_jsonb(l)->>'colliculocale',
                               CASE WHEN l.collprovider = 'i' OR l.collcollate = l.collctype THEN l.collcollate END)),
                             ', lc_collate = ' || quote_literal(l.collcollate) || ', lc_ctype = ' || quote_literal(l.collctype)) || ')' AS sql
                        FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace WHERE l.oid >= 16384""" + DdlReader.OURS + DdlReader.ownObject("pg_collation", "l.oid")),
                new DdlQuery(
                        "enums",
                        "pg_type",
                        DdlNode.Rank.TYPE,
                        """
                        SELECT t.oid::bigint AS oid, n.nspname || '.' || t.typname AS name, 'CREATE TYPE ' || %s || ' AS ENUM ('
                          || coalesce((SELECT string_agg(quote_literal(v.enumlabel), ', ' ORDER BY v.enumsortorder) FROM pg_enum v WHERE v.enumtypid = t.oid), '')
                          || ')' AS sql
                        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e'""".formatted(NAME) + DdlReader.OURS + DdlReader.ownObject("pg_type", "t.oid")),
                new DdlQuery(
                        "composite types",
                        "pg_type",
                        DdlNode.Rank.TYPE,
                        """
                        SELECT t.oid::bigint AS oid, n.nspname || '.' || t.typname AS name, 'CREATE TYPE ' || %s || ' AS ('
                          || coalesce((SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
                               || CASE WHEN a.attcollation <> at.typcollation AND a.attcollation <> 0
                                    THEN ' COLLATE ' || quote_ident(ln.nspname) || '.' || quote_ident(l.collname) ELSE '' END, ', ' ORDER BY a.attnum)
                              FROM pg_attribute a JOIN pg_type at ON at.oid = a.atttypid LEFT JOIN pg_collation l ON l.oid = a.attcollation
                              LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace
                              WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')' AS sql
                        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
                        WHERE t.typtype = 'c'""".formatted(NAME) + DdlReader.OURS + DdlReader.ownObject("pg_type", "t.oid")),
                new DdlQuery(
                        "domains",
                        "pg_type",
                        DdlNode.Rank.TYPE,
                        """
                        SELECT t.oid::bigint AS oid, n.nspname || '.' || t.typname AS name, 'CREATE DOMAIN ' || %s || ' AS '
                          || format_type(t.typbasetype, t.typtypmod)
                          || CASE WHEN t.typcollation <> b.typcollation AND t.typcollation <> 0
                               THEN ' COLLATE ' || quote_ident(ln.nspname) || '.' || quote_ident(l.collname) ELSE '' END
                          || coalesce(' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), '')
                          || CASE WHEN t.typnotnull THEN coalesce((SELECT ' CONSTRAINT ' || quote_ident(o.conname) FROM pg_constraint o
                               WHERE o.contypid = t.oid AND o.contype = 'n'), '') || ' NOT NULL' ELSE '' END
                          || coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(o.conname) || ' ' || pg_get_constraintdef(o.oid), '' ORDER BY o.conname)
                               FROM pg_constraint o WHERE o.contypid = t.oid AND o.contype = 'c' AND o.convalidated), '') AS sql
                        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_type b ON b.oid = t.typbasetype
                        LEFT JOIN pg_collation l ON l.oid = t.typcollation LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace
                        WHERE t.typtype = 'd'""".formatted(NAME) + DdlReader.OURS + DdlReader.ownObject("pg_type", "t.oid")),
                new DdlQuery(
                        "constraints of domains",
                        "pg_constraint not valid",
                        DdlNode.Rank.CONSTRAINT,
                        """
                        SELECT o.oid::bigint AS oid, n.nspname || '.' || t.typname AS name, 'ALTER DOMAIN ' || %s || ' ADD CONSTRAINT '
                          || quote_ident(o.conname) || ' ' || pg_get_constraintdef(o.oid) AS sql
                        FROM pg_constraint o JOIN pg_type t ON t.oid = o.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
                        WHERE o.contype = 'c' AND NOT o.convalidated""".formatted(NAME) + DdlReader.OURS),
                new DdlQuery(
                        "range types",
                        "pg_type",
                        DdlNode.Rank.TYPE,
                        """
                        SELECT t.oid::bigint AS oid, n.nspname || '.' || t.typname AS name, 'CREATE TYPE ' || %s || ' AS RANGE (subtype = '
                          || format_type(r.rngsubtype, NULL)
                          || CASE WHEN o.oid >= 16384 THEN ', subtype_opclass = ' || quote_ident(cn.nspname) || '.' || quote_ident(o.opcname) ELSE '' END
                          || CASE WHEN r.rngcollation <> 0 AND r.rngcollation <> b.typcollation
                               THEN ', collation = ' || quote_ident(ln.nspname) || '.' || quote_ident(l.collname) ELSE '' END
                          || CASE WHEN r.rngcanonical::oid <> 0 THEN ', canonical = ' || r.rngcanonical::text ELSE '' END
                          || CASE WHEN r.rngsubdiff::oid <> 0 THEN ', subtype_diff = ' || r.rngsubdiff::text ELSE '' END
                          || coalesce(', multirange_type_name = ' || (to_jsonb(r)->>'rngmultitypid')::oid::regtype::text, '') || ')' AS sql
                        FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid JOIN pg_namespace n ON n.oid = t.typnamespace
                        JOIN pg_type b ON b.oid = r.rngsubtype LEFT JOIN pg_opclass o ON o.oid = r.rngsubopc
                        LEFT JOIN pg_namespace cn ON cn.oid = o.opcnamespace
                        LEFT JOIN pg_collation l ON l.oid = r.rngcollation LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace
                        WHERE t.oid >= 16384""".formatted(NAME) + DdlReader.OURS + DdlReader.ownObject("pg_type", "t.oid")))) {
            query.read(session, graph);
        }
    }
}
