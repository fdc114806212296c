package dev.lockkeeper.context.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The queries behind {@link FingerprintReader}: each returns kind, key of the parent, name and definition. Everything is
 * qualified, because the search path may be anybody's.
 */
final class SchemaQueries {
    static final String OURS = "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'lockkeeper')";
    static final String TABLE = "n.nspname || '.' || c.relname";

    private SchemaQueries() {}

    /** Not made by an extension: its version says what it made. */
    static String own(String catalog, String oid) {
        return OURS + notOfExtension("'pg_catalog." + catalog + "'::pg_catalog.regclass", oid);
    }

    static String notOfExtension(String classId, String oid) {
        return " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e WHERE e.classid = " + classId + " AND e.objid = "
                + oid + " AND e.deptype = 'e')";
    }

    /** The text without the object's own name. */
    private static String nameless(String definition, String before, String name, String after) {
        return "pg_catalog.replace(" + definition + ", '" + before + "' || " + name + " || '" + after + "', '" + before
                + after + "')";
    }

    /** Privileges by grantee, whoever granted them; the owner goes by that word, because its name is a fact of its own. */
    static String privileges(String acl, String kind, String owner) {
        return " CROSS JOIN LATERAL (SELECT CASE WHEN x.grantee = " + owner
                + " THEN 'its owner' WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(x.grantee) END AS grantee,"
                + " pg_catalog.string_agg(x.privilege_type || CASE WHEN x.is_grantable THEN ' with grant option' ELSE '' END, ', ' ORDER BY x.privilege_type) AS granted"
                + " FROM pg_catalog.aclexplode(coalesce(" + acl + ", pg_catalog.acldefault(" + kind + "::\"char\", "
                + owner + "))) x GROUP BY 1) p ";
    }

    static List<String> forMajor(int major, PresentCatalogs present) {
        List<String> all = new ArrayList<>(RELATIONS);
        all.addAll(OWNERS);
        if (present.has("pg_statistic_ext")) {
            all.add(STATISTICS_OWNERS);
        }
        COMMENTS.forEach((catalog, query) -> {
            if (present.hasComments(catalog)) {
                all.add(query);
            }
        });
        all.addAll(OtherObjectQueries.forMajor(major, present));
        return all;
    }

    /** A comment on an object with a key of its own, by its catalog. */
    private static Map.Entry<String, String> comment(String catalog, String key, String oid, String from) {
        return Map.entry(
                catalog,
                "SELECT 'comment', " + key + ", " + key + ", d.description FROM " + from
                        + " JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog." + catalog
                        + "'::pg_catalog.regclass AND d.objoid = " + oid + " AND d.objsubid = 0 WHERE "
                        + own(catalog, oid));
    }

    private static final String TYPES = "pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace";

    /** Types that people make: no row types of tables, no arrays. */
    private static final String REAL_TYPES =
            "(t.typtype IN ('e','d','r') OR t.typtype = 'c' AND (SELECT k.relkind FROM pg_catalog.pg_class k WHERE k.oid = t.typrelid) = 'c') AND ";

    private static final String ROUTINE =
            "n.nspname || '.' || f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')'";

    /** Owners and privileges of what is neither relation nor column. */
    private static final List<String> OWNERS = List.of(
            "SELECT 'owner', 'schema ' || n.nspname, 'schema ' || n.nspname, pg_catalog.pg_get_userbyid(n.nspowner) FROM pg_catalog.pg_namespace n WHERE "
                    + OURS,
            "SELECT 'owner', 'type ' || n.nspname || '.' || t.typname, 'type ' || n.nspname || '.' || t.typname, pg_catalog.pg_get_userbyid(t.typowner) FROM "
                    + TYPES + " WHERE " + REAL_TYPES + own("pg_type", "t.oid"),
            "SELECT 'privilege', 'type ' || n.nspname || '.' || t.typname, 'type ' || n.nspname || '.' || t.typname || ' to ' || p.grantee, p.granted FROM "
                    + TYPES + privileges("t.typacl", "'T'", "t.typowner") + "WHERE " + REAL_TYPES
                    + own("pg_type", "t.oid"));

    private static final String STATISTICS_OWNERS =
            "SELECT 'owner', 'statistics ' || n.nspname || '.' || s.stxname, 'statistics ' || n.nspname || '.' || s.stxname, pg_catalog.pg_get_userbyid(s.stxowner) FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace WHERE "
                    + OURS;

    private static final Map<String, String> COMMENTS = Map.ofEntries(
            comment("pg_namespace", "'schema ' || n.nspname", "n.oid", "pg_catalog.pg_namespace n"),
            comment(
                    "pg_constraint",
                    "'constraint ' || n.nspname || '.' || coalesce(c.relname, t.typname) || '.' || o.conname",
                    "o.oid",
                    "pg_catalog.pg_constraint o JOIN pg_catalog.pg_namespace n ON n.oid = o.connamespace LEFT JOIN pg_catalog.pg_class c ON c.oid = o.conrelid LEFT JOIN pg_catalog.pg_type t ON t.oid = o.contypid"),
            comment(
                    "pg_trigger",
                    "'trigger ' || " + TABLE + " || '.' || o.tgname",
                    "o.oid",
                    "pg_catalog.pg_trigger o JOIN pg_catalog.pg_class c ON c.oid = o.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"),
            comment(
                    "pg_rewrite",
                    "'rule ' || " + TABLE + " || '.' || o.rulename",
                    "o.oid",
                    "pg_catalog.pg_rewrite o JOIN pg_catalog.pg_class c ON c.oid = o.ev_class JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"),
            comment(
                    "pg_policy",
                    "'policy ' || " + TABLE + " || '.' || o.polname",
                    "o.oid",
                    "pg_catalog.pg_policy o JOIN pg_catalog.pg_class c ON c.oid = o.polrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"),
            comment(
                    "pg_proc",
                    "'routine ' || " + ROUTINE,
                    "f.oid",
                    "pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace"),
            comment("pg_type", "'type ' || n.nspname || '.' || t.typname", "t.oid", TYPES),
            comment(
                    "pg_statistic_ext",
                    "'statistics ' || n.nspname || '.' || s.stxname",
                    "s.oid",
                    "pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace"));

    private static final List<String> RELATIONS = List.of(
            "SELECT 'schema', '', n.nspname, '' FROM pg_catalog.pg_namespace n WHERE " + OURS,
            "SELECT 'privilege', 'schema ' || n.nspname, 'schema ' || n.nspname || ' to ' || p.grantee, p.granted FROM pg_catalog.pg_namespace n"
                    + privileges("n.nspacl", "'n'", "n.nspowner") + "WHERE " + OURS,
            "SELECT 'relation', coalesce((SELECT 'column ' || rn.nspname || '.' || r.relname || '.' || a.attname FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class r ON r.oid = d.refobjid JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace"
                    + " JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.refobjsubid WHERE c.relkind = 'S' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype IN ('a','i') LIMIT 1), 'schema ' || n.nspname), "
                    + TABLE
                    + ", CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'sequence' END"
                    + " || CASE c.relpersistence WHEN 'u' THEN ' unlogged' WHEN 't' THEN ' temporary' ELSE '' END || CASE WHEN c.relrowsecurity THEN ' row level security' ELSE '' END || CASE WHEN c.relforcerowsecurity THEN ' forced' ELSE '' END"
                    + " || CASE WHEN c.relkind IN ('r', 'p') AND c.relreplident <> 'd' THEN ' replica identity ' || c.relreplident::text ELSE '' END"
                    + " || coalesce((SELECT ' with ' || pg_catalog.string_agg(o, ', ' ORDER BY o) FROM pg_catalog.unnest(c.reloptions) o), '') || coalesce(' partition ' || pg_catalog.pg_get_expr(c.relpartbound, c.oid), '')"
                    + " || coalesce((SELECT ' toast with ' || pg_catalog.string_agg(o, ', ' ORDER BY o) FROM pg_catalog.pg_class tc, pg_catalog.unnest(tc.reloptions) o WHERE tc.oid = c.reltoastrelid), '')"
                    + " || CASE WHEN c.reloftype = 0 THEN '' ELSE ' of ' || c.reloftype::pg_catalog.regtype END"
                    + " || CASE WHEN c.relkind = 'p' THEN ' by ' || pg_catalog.pg_get_partkeydef(c.oid) ELSE '' END"
                    + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r','p','v','m','f','S') AND "
                    + own("pg_class", "c.oid"),
            "SELECT 'owner', 'relation ' || " + TABLE + ", " + TABLE + ", pg_catalog.pg_get_userbyid(c.relowner)"
                    + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r','p','v','m','f','S') AND "
                    + own("pg_class", "c.oid"),
            "SELECT 'privilege', 'relation ' || " + TABLE + ", " + TABLE + " || ' to ' || p.grantee, p.granted"
                    + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                    + privileges("c.relacl", "CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END", "c.relowner")
                    + "WHERE c.relkind IN ('r','p','v','m','f','S') AND " + own("pg_class", "c.oid"),
            "SELECT 'column', CASE WHEN c.relkind IN ('v','m') THEN 'view ' WHEN c.relkind = 'c' THEN 'type ' ELSE 'relation ' END || "
                    + TABLE + ", " + TABLE
                    + " || '.' || a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END"
                    + " || coalesce(CASE a.attgenerated WHEN '' THEN ' default ' WHEN 's' THEN ' stored ' ELSE ' virtual ' END || pg_catalog.pg_get_expr(d.adbin, d.adrelid), '') || CASE a.attidentity WHEN 'a' THEN ' identity always' WHEN 'd' THEN ' identity by default' ELSE '' END"
                    + " || coalesce((SELECT ' collation ' || CASE ln.nspname WHEN 'pg_catalog' THEN '' ELSE ln.nspname || '.' END || l.collname FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace WHERE l.oid = a.attcollation AND l.collname <> 'default'), '')"
                    + " || coalesce((SELECT ' storage ' || a.attstorage::text FROM pg_catalog.pg_type y WHERE y.oid = a.atttypid AND y.typstorage <> a.attstorage), '') || coalesce(' statistics ' || nullif(a.attstattarget, -1), '')"
                    + " || coalesce((SELECT ' with ' || pg_catalog.string_agg(o, ', ' ORDER BY o) FROM pg_catalog.unnest(a.attoptions) o), '')"
                    + " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                    + " LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r','p','v','m','f','c') AND "
                    + own("pg_class", "c.oid"),
            "SELECT 'privilege', 'column ' || " + TABLE + " || '.' || a.attname, " + TABLE
                    + " || '.' || a.attname || ' to ' || p.grantee, p.granted FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                    + privileges("a.attacl", "'c'", "c.relowner")
                    + "WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attacl IS NOT NULL AND "
                    + own("pg_class", "c.oid"),
            "SELECT 'constraint', CASE WHEN o.contype = 'n' AND c.oid IS NOT NULL THEN 'column ' || "
                    + TABLE
                    + " || '.' || (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = o.conkey[1])"
                    + " WHEN c.oid IS NOT NULL THEN 'relation ' || " + TABLE
                    + " ELSE 'type ' || n.nspname || '.' || t.typname END, n.nspname || '.' || coalesce(c.relname, t.typname) || '.' || o.conname, pg_catalog.pg_get_constraintdef(o.oid)"
                    + " FROM pg_catalog.pg_constraint o JOIN pg_catalog.pg_namespace n ON n.oid = o.connamespace LEFT JOIN pg_catalog.pg_class c ON c.oid = o.conrelid LEFT JOIN pg_catalog.pg_type t ON t.oid = o.contypid"
                    + " WHERE o.contype <> 't' AND " + own("pg_constraint", "o.oid"),
            "SELECT 'index', coalesce((SELECT 'constraint ' || n.nspname || '.' || r.relname || '.' || o.conname FROM pg_catalog.pg_constraint o WHERE o.conindid = i.indexrelid AND o.contype IN ('p','u','x') LIMIT 1), 'relation ' || n.nspname || '.' || r.relname), "
                    + TABLE + ", "
                    + nameless(
                            "pg_catalog.pg_get_indexdef(i.indexrelid)",
                            " INDEX ",
                            "pg_catalog.quote_ident(c.relname)",
                            " ON ")
                    + " || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END || CASE WHEN i.indisclustered THEN ' clustered' ELSE '' END || CASE WHEN i.indisreplident THEN ' replica identity' ELSE '' END"
                    + " || coalesce((SELECT ' statistics ' || pg_catalog.string_agg(a.attnum || ':' || a.attstattarget, ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attstattarget >= 0), '')"
                    + " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_class r ON r.oid = i.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE "
                    + own("pg_class", "r.oid"),
            "SELECT 'view', 'relation ' || " + TABLE + ", " + TABLE
                    + ", pg_catalog.pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v','m') AND "
                    + own("pg_class", "c.oid"),
            "SELECT 'routine', 'schema ' || n.nspname, n.nspname || '.' || p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')', CASE WHEN p.prokind = 'a' THEN 'aggregate '"
                    + " || (SELECT a.aggtransfn::text || ' ' || a.aggtranstype::pg_catalog.regtype || ' ' || a.aggfinalfn::text || ' ' || coalesce(a.agginitval, '') || ' combine ' || a.aggcombinefn || ' serial ' || a.aggserialfn || ' deserial ' || a.aggdeserialfn || ' extra ' || a.aggfinalextra || ' modify ' || a.aggfinalmodify::text"
                    + " || ' sort ' || a.aggsortop::pg_catalog.regoperator || ' moving ' || a.aggmtransfn || ' ' || a.aggminvtransfn || ' ' || a.aggmfinalfn || ' ' || a.aggmtranstype::pg_catalog.regtype || ' ' || coalesce(a.aggminitval, '') || ' kind ' || a.aggkind::text || ' parallel ' || p.proparallel::text FROM pg_catalog.pg_aggregate a WHERE a.aggfnoid = p.oid) ELSE "
                    + nameless(
                            "pg_catalog.pg_get_functiondef(p.oid)",
                            " ",
                            "pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname)",
                            "(")
                    + " END FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE "
                    + own("pg_proc", "p.oid"),
            "SELECT 'owner', 'routine ' || r.name, r.name, r.owner FROM (SELECT n.nspname || '.' || p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' AS name, pg_catalog.pg_get_userbyid(p.proowner) AS owner"
                    + " FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE "
                    + own("pg_proc", "p.oid") + ") r",
            "SELECT 'privilege', 'routine ' || n.nspname || '.' || f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')', n.nspname || '.' || f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ') to ' || p.grantee, p.granted"
                    + " FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace"
                    + privileges("f.proacl", "'f'", "f.proowner") + "WHERE " + own("pg_proc", "f.oid"),
            "SELECT 'trigger', 'relation ' || " + TABLE + ", " + TABLE + " || '.' || t.tgname, "
                    + nameless(
                            "pg_catalog.pg_get_triggerdef(t.oid)", "TRIGGER ", "pg_catalog.quote_ident(t.tgname)", " ")
                    + " || CASE t.tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ' disabled' ELSE ' enabled ' || t.tgenabled::text END FROM pg_catalog.pg_trigger t"
                    + " JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND "
                    + own("pg_class", "c.oid"),
            "SELECT 'rule', 'relation ' || " + TABLE + ", " + TABLE + " || '.' || r.rulename, "
                    + nameless("pg_catalog.pg_get_ruledef(r.oid)", "RULE ", "pg_catalog.quote_ident(r.rulename)", " ")
                    + " || CASE r.ev_enabled WHEN 'O' THEN '' WHEN 'D' THEN ' disabled' ELSE ' enabled ' || r.ev_enabled::text END FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE r.rulename <> '_RETURN' AND "
                    + own("pg_class", "c.oid"),
            "SELECT 'policy', 'relation ' || " + TABLE + ", " + TABLE
                    + " || '.' || p.polname, p.polcmd::text || ' permissive ' || p.polpermissive || ' to ' || (SELECT pg_catalog.string_agg(CASE WHEN g.oid = 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(g.oid) END, ', ' ORDER BY CASE WHEN g.oid = 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(g.oid) END) FROM pg_catalog.unnest(p.polroles) AS g(oid))"
                    + " || ' using ' || coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), '') || ' check ' || coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '')"
                    + " FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE "
                    + own("pg_class", "c.oid"),
            "SELECT 'sequence', 'relation ' || " + TABLE + ", " + TABLE
                    + ", s.seqtypid::pg_catalog.regtype || ' start ' || s.seqstart || ' by ' || s.seqincrement || ' min ' || s.seqmin || ' max ' || s.seqmax || CASE WHEN s.seqcycle THEN ' cycle' ELSE '' END || CASE WHEN s.seqcache <> 1 THEN ' cache ' || s.seqcache ELSE '' END"
                    + " || coalesce((SELECT ' owned by ' || r.relname || '.' || a.attname FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class r ON r.oid = d.refobjid JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.refobjsubid"
                    + " WHERE d.objid = c.oid AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a','i') LIMIT 1), '')"
                    + " FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE "
                    + own("pg_class", "c.oid"),
            "SELECT 'type', 'schema ' || n.nspname, n.nspname || '.' || t.typname, CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' ELSE 'composite' END || coalesce((SELECT ' (' || pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) || ')' FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid), '')"
                    + " || CASE WHEN t.typtype = 'd' THEN ' over ' || pg_catalog.format_type(t.typbasetype, t.typtypmod) ELSE '' END || CASE WHEN t.typnotnull THEN ' not null' ELSE '' END || coalesce(' default ' || t.typdefault, '')"
                    + " || coalesce((SELECT ' collation ' || l.collname FROM pg_catalog.pg_collation l WHERE t.typtype = 'd' AND l.oid = t.typcollation AND l.collname <> 'default'), '')"
                    + " || coalesce((SELECT ' of ' || g.rngsubtype::pg_catalog.regtype || ' ' || (SELECT k.opcname FROM pg_catalog.pg_opclass k WHERE k.oid = g.rngsubopc) || ' canonical ' || g.rngcanonical || ' difference ' || g.rngsubdiff"
                    + " || coalesce((SELECT ' collation ' || l.collname FROM pg_catalog.pg_collation l WHERE l.oid = g.rngcollation AND l.collname <> 'default'), '') || coalesce(' multirange ' || ((pg_catalog.to_jsonb(g)->>'rngmultitypid')::pg_catalog.oid::pg_catalog.regtype)::text, '')"
                    + " FROM pg_catalog.pg_range g WHERE g.rngtypid = t.oid), '')"
                    + " FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE (t.typtype IN ('e','d','r') OR t.typtype = 'c' AND (SELECT k.relkind FROM pg_catalog.pg_class k WHERE k.oid = t.typrelid) = 'c') AND "
                    + own("pg_type", "t.oid"),
            "SELECT 'inherits', 'relation ' || " + TABLE + ", " + TABLE
                    + " || ' from ' || p.oid::pg_catalog.regclass, '' FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid JOIN pg_catalog.pg_class p ON p.oid = i.inhparent"
                    + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind NOT IN ('i', 'I') AND "
                    + OURS,
            "SELECT 'statistics', 'schema ' || n.nspname, n.nspname || '.' || s.stxname, "
                    + nameless(
                            "pg_catalog.pg_get_statisticsobjdef(s.oid)",
                            "STATISTICS ",
                            "pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(s.stxname)",
                            " ")
                    + " || coalesce(' statistics ' || nullif(pg_catalog.to_jsonb(s)->>'stxstattarget', '-1'), '')"
                    + " FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace WHERE "
                    + OURS,
            "SELECT 'comment', 'relation ' || " + TABLE + ", " + TABLE
                    + ", d.description FROM pg_catalog.pg_description d JOIN pg_catalog.pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass"
                    + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE d.objsubid = 0 AND "
                    + own("pg_class", "c.oid"),
            "SELECT 'comment', 'column ' || " + TABLE + " || '.' || a.attname, " + TABLE
                    + " || '.' || a.attname, d.description FROM pg_catalog.pg_description d JOIN pg_catalog.pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass"
                    + " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE d.objsubid > 0 AND "
                    + own("pg_class", "c.oid"));
}
