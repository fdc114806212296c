package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.catalog.SchemaFingerprint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.TreeSet;

/**
 * Reads a schema as one line for each object, from pg_catalog, for comparison: order of columns, object ids and
 * everything in schema {@code lockkeeper} are left out. Works on 12 to 18.
 */
public final class FingerprintReader {
    private static final String OURS =
            " n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'lockkeeper') ";
    private static final List<String> QUERIES = List.of(
            "SELECT 'schema ' || n.nspname FROM pg_catalog.pg_namespace n WHERE" + OURS,
            "SELECT 'relation ' || c.relkind::text || ' ' || n.nspname || '.' || c.relname || ' owner ' || pg_catalog.pg_get_userbyid(c.relowner)"
                    + " || ' persistence ' || c.relpersistence::text || ' rls ' || c.relrowsecurity || c.relforcerowsecurity || ' replident ' || c.relreplident::text"
                    + " || ' options ' || coalesce(c.reloptions::text, '') || ' acl ' || coalesce((SELECT pg_catalog.string_agg(a::text, ',' ORDER BY a::text) FROM pg_catalog.unnest(c.relacl) a), '')"
                    + " || ' partition ' || coalesce(pg_catalog.pg_get_expr(c.relpartbound, c.oid), '') || ' key ' || coalesce(CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END, '')"
                    + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r','p','v','m','f','S') AND"
                    + OURS,
            "SELECT 'column ' || n.nspname || '.' || c.relname || '.' || a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END"
                    + " || ' default ' || coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), '') || ' generated ' || a.attgenerated::text || ' identity ' || a.attidentity::text"
                    + " || ' collation ' || coalesce((SELECT l.collname FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation), '') || ' storage ' || a.attstorage::text || ' statistics ' || coalesce(nullif(a.attstattarget, -1)::text, '')"
                    + " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                    + " LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r','p','v','m','f','c') AND"
                    + OURS,
            "SELECT 'constraint ' || n.nspname || '.' || coalesce(c.relname, t.typname) || '.' || o.conname || ' ' || pg_catalog.pg_get_constraintdef(o.oid) || ' validated ' || o.convalidated"
                    + " FROM pg_catalog.pg_constraint o JOIN pg_catalog.pg_namespace n ON n.oid = o.connamespace LEFT JOIN pg_catalog.pg_class c ON c.oid = o.conrelid LEFT JOIN pg_catalog.pg_type t ON t.oid = o.contypid"
                    + " WHERE o.contype <> 't' AND" + OURS,
            "SELECT 'index ' || n.nspname || '.' || c.relname || ' ' || pg_catalog.pg_get_indexdef(i.indexrelid) || ' valid ' || i.indisvalid || ' cluster ' || i.indisclustered || ' replident ' || i.indisreplident"
                    + " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE"
                    + OURS,
            "SELECT 'view ' || n.nspname || '.' || c.relname || ' ' || pg_catalog.pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v','m') AND"
                    + OURS,
            "SELECT 'routine ' || n.nspname || '.' || p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ') ' || p.prokind::text || ' ' || p.provolatile::text || p.prosecdef || p.proisstrict || p.proparallel::text || ' '"
                    + " || coalesce(p.proconfig::text, '') || ' ' || pg_catalog.md5(p.prosrc) || ' returns ' || coalesce(pg_catalog.pg_get_function_result(p.oid), '') || ' owner ' || pg_catalog.pg_get_userbyid(p.proowner) || ' acl ' || coalesce(p.proacl::text, '')"
                    + " FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') AND"
                    + OURS,
            "SELECT 'trigger ' || n.nspname || '.' || c.relname || '.' || t.tgname || ' ' || pg_catalog.pg_get_triggerdef(t.oid) || ' enabled ' || t.tgenabled::text FROM pg_catalog.pg_trigger t"
                    + " JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND"
                    + OURS,
            "SELECT 'rule ' || n.nspname || '.' || c.relname || '.' || r.rulename || ' ' || pg_catalog.pg_get_ruledef(r.oid) FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class"
                    + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE r.rulename <> '_RETURN' AND"
                    + OURS,
            "SELECT 'policy ' || n.nspname || '.' || c.relname || '.' || p.polname || ' ' || p.polcmd::text || p.polpermissive || coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '')"
                    + " FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE"
                    + OURS,
            "SELECT 'sequence ' || n.nspname || '.' || c.relname || ' ' || s.seqtypid::pg_catalog.regtype || ' start ' || s.seqstart || ' by ' || s.seqincrement || ' min ' || s.seqmin || ' max ' || s.seqmax || ' cycle ' || s.seqcycle"
                    + " || ' owned ' || coalesce((SELECT r.relname || '.' || a.attname FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class r ON r.oid = d.refobjid JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.refobjsubid"
                    + " WHERE d.objid = c.oid AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a','i') LIMIT 1), '')"
                    + " FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE"
                    + OURS,
            "SELECT 'type ' || n.nspname || '.' || t.typname || ' ' || t.typtype::text || ' ' || coalesce((SELECT pg_catalog.string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid), '')"
                    + " || ' base ' || CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) ELSE '' END || ' notnull ' || t.typnotnull || ' default ' || coalesce(t.typdefault, '')"
                    + " FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype IN ('e','d','r') AND"
                    + OURS,
            "SELECT 'inherits ' || n.nspname || '.' || c.relname || ' from ' || p.relname FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid JOIN pg_catalog.pg_class p ON p.oid = i.inhparent"
                    + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE" + OURS,
            "SELECT 'statistics ' || n.nspname || '.' || s.stxname || ' ' || pg_catalog.pg_get_statisticsobjdef(s.oid) FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace WHERE"
                    + OURS,
            "SELECT 'extension ' || e.extname || ' ' || e.extversion FROM pg_catalog.pg_extension e",
            "SELECT 'publication ' || p.pubname || ' ' || p.puballtables FROM pg_catalog.pg_publication p",
            "SELECT 'comment ' || n.nspname || '.' || c.relname || ' ' || d.objsubid || ' ' || d.description FROM pg_catalog.pg_description d JOIN pg_catalog.pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass"
                    + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE d.objsubid = 0 AND" + OURS,
            "SELECT 'comment ' || n.nspname || '.' || c.relname || '.' || a.attname || ' ' || d.description FROM pg_catalog.pg_description d JOIN pg_catalog.pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass"
                    + " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE d.objsubid > 0 AND"
                    + OURS);

    private FingerprintReader() {}

    public static SchemaFingerprint read(Connection connection) throws SQLException {
        TreeSet<String> lines = new TreeSet<>();
        for (String query : QUERIES) {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                try (ResultSet result = statement.executeQuery(query)) {
                    while (result.next()) {
                        lines.add(String.valueOf(result.getString(1)));
                    }
                }
            }
        }
        return SchemaFingerprint.of(lines);
    }
}
