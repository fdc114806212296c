package dev.lockkeeper.context.snapshot;

import java.util.ArrayList;
import java.util.List;

/**
 * The rarer objects for {@link FingerprintReader}: extensions, publications, default privileges, operators, casts,
 * collations, text search, foreign data, languages, event triggers. Options of user mappings are named without their
 * values, because these are secrets.
 */
final class OtherObjectQueries {
    private static final String REGULAR =
            "o.oid >= 16384 AND coalesce(i.schema, '') NOT IN ('pg_catalog', 'information_schema', 'lockkeeper')";

    /** A catalog whose rows are objects of their own; {@code definition} is text over its row {@code o}, {@code owner} and {@code acl} are columns of it or empty. */
    private record Kind(String catalog, String definition, String owner, String acl, String aclKind) {
        Kind(String catalog, String definition, String owner) {
            this(catalog, definition, owner, "", "");
        }

        String from() {
            return " FROM pg_catalog." + catalog + " o CROSS JOIN LATERAL pg_catalog.pg_identify_object(" + classId()
                    + ", o.oid, 0) i";
        }

        String classId() {
            return "'pg_catalog." + catalog + "'::pg_catalog.regclass";
        }

        String where() {
            return " WHERE " + REGULAR + SchemaQueries.notOfExtension(classId(), "o.oid");
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "pg_operator",
                    "o.oprcode::text || ' gives ' || o.oprresult::pg_catalog.regtype || ' commutator ' || o.oprcom::pg_catalog.regoperator || ' negator ' || o.oprnegate::pg_catalog.regoperator"
                            + " || ' restrict ' || o.oprrest || ' join ' || o.oprjoin || ' merges ' || o.oprcanmerge || ' hashes ' || o.oprcanhash",
                    "oprowner"),
            new Kind(
                    "pg_cast",
                    "CASE WHEN o.castfunc = 0 THEN '' ELSE o.castfunc::pg_catalog.regprocedure::text END || ' context ' || o.castcontext::text || ' method ' || o.castmethod::text",
                    ""),
            new Kind(
                    "pg_collation",
                    "o.collprovider::text || ' ' || o.collencoding || ' ' || coalesce(pg_catalog.to_jsonb(o)->>'colllocale', pg_catalog.to_jsonb(o)->>'colliculocale', pg_catalog.to_jsonb(o)->>'collcollate', '')"
                            + " || ' ' || coalesce(pg_catalog.to_jsonb(o)->>'collctype', '') || ' deterministic ' || o.collisdeterministic || coalesce(' rules ' || (pg_catalog.to_jsonb(o)->>'collicurules'), '')",
                    "collowner"),
            new Kind(
                    "pg_conversion",
                    "o.conforencoding || ' to ' || o.contoencoding || ' by ' || o.conproc || ' default ' || o.condefault",
                    "conowner"),
            new Kind(
                    "pg_ts_config",
                    "(SELECT p.prsname::text FROM pg_catalog.pg_ts_parser p WHERE p.oid = o.cfgparser) || coalesce((SELECT ' ' || pg_catalog.string_agg(m.maptokentype || ' ' || m.mapseqno || ' ' || m.mapdict::pg_catalog.regdictionary::text, ', ' ORDER BY m.maptokentype, m.mapseqno)"
                            + " FROM pg_catalog.pg_ts_config_map m WHERE m.mapcfg = o.oid), '')",
                    "cfgowner"),
            new Kind(
                    "pg_ts_dict",
                    "(SELECT t.tmplname::text FROM pg_catalog.pg_ts_template t WHERE t.oid = o.dicttemplate) || ' ' || coalesce(o.dictinitoption, '')",
                    "dictowner"),
            new Kind(
                    "pg_ts_parser",
                    "o.prsstart::text || ' ' || o.prstoken || ' ' || o.prsend || ' ' || o.prslextype",
                    ""),
            new Kind("pg_ts_template", "o.tmplinit::text || ' ' || o.tmpllexize", ""),
            new Kind(
                    "pg_opclass",
                    "(SELECT f.opfname::text FROM pg_catalog.pg_opfamily f WHERE f.oid = o.opcfamily) || ' default ' || o.opcdefault || ' key ' || o.opckeytype::pg_catalog.regtype",
                    "opcowner"),
            new Kind(
                    "pg_opfamily",
                    "coalesce((SELECT pg_catalog.string_agg(a.amopstrategy || ' ' || a.amopopr::pg_catalog.regoperator::text || ' ' || a.amoppurpose::text, ', ' ORDER BY a.amopstrategy, a.amopopr::pg_catalog.regoperator::text) FROM pg_catalog.pg_amop a WHERE a.amopfamily = o.oid), '')"
                            + " || coalesce((SELECT ' functions ' || pg_catalog.string_agg(a.amprocnum || ' ' || a.amproc::pg_catalog.regprocedure::text, ', ' ORDER BY a.amprocnum, a.amproc::pg_catalog.regprocedure::text) FROM pg_catalog.pg_amproc a WHERE a.amprocfamily = o.oid), '')",
                    "opfowner"),
            new Kind("pg_am", "o.amhandler::text || ' ' || o.amtype::text", ""),
            new Kind(
                    "pg_language",
                    "'trusted ' || o.lanpltrusted || ' ' || o.lanplcallfoid::pg_catalog.regproc",
                    "lanowner",
                    "lanacl",
                    "l"),
            new Kind(
                    "pg_transform",
                    "o.trffromsql::pg_catalog.regprocedure::text || ' ' || o.trftosql::pg_catalog.regprocedure::text",
                    ""),
            new Kind(
                    "pg_foreign_data_wrapper",
                    "o.fdwhandler::pg_catalog.regproc::text || ' ' || o.fdwvalidator::pg_catalog.regproc || ' ' || coalesce(o.fdwoptions::text, '')",
                    "fdwowner",
                    "fdwacl",
                    "F"),
            new Kind(
                    "pg_foreign_server",
                    "(SELECT w.fdwname::text FROM pg_catalog.pg_foreign_data_wrapper w WHERE w.oid = o.srvfdw) || ' ' || coalesce(o.srvtype, '') || ' ' || coalesce(o.srvversion, '') || ' ' || coalesce(o.srvoptions::text, '')",
                    "srvowner",
                    "srvacl",
                    "S"),
            new Kind(
                    "pg_event_trigger",
                    "o.evtevent || ' ' || o.evtfoid::pg_catalog.regproc || ' ' || o.evtenabled::text || ' ' || coalesce(o.evttags::text, '')",
                    "evtowner"),
            new Kind("pg_publication", "", "pubowner"));

    private OtherObjectQueries() {}

    static List<String> forMajor(int major, PresentCatalogs present) {
        List<String> all = new ArrayList<>();
        all.add(
                "SELECT 'extension', '', e.extname, e.extversion || ' in ' || n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace");
        if (present.has("pg_publication")) {
            all.add(publications(major));
        }
        if (present.has("pg_default_acl")) {
            all.add(
                    "SELECT 'default privilege', '', pg_catalog.pg_get_userbyid(a.defaclrole) || ' ' || coalesce(n.nspname, '') || ' ' || a.defaclobjtype::text || ' to ' || p.grantee, p.granted FROM pg_catalog.pg_default_acl a LEFT JOIN pg_catalog.pg_namespace n ON n.oid = a.defaclnamespace"
                            + SchemaQueries.privileges("a.defaclacl", "'r'", "a.defaclrole"));
        }
        if (present.has("pg_subscription")) {
            all.add(
                    "SELECT 'other object', '', 'subscription ' || s.subname, s.subenabled || ' ' || s.subpublications::text FROM pg_catalog.pg_subscription s WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())");
        }
        if (present.has("pg_user_mappings")) {
            all.add(
                    "SELECT 'other object', '', 'user mapping of ' || m.usename || ' on ' || m.srvname, coalesce((SELECT pg_catalog.string_agg(pg_catalog.split_part(o, '=', 1), ', ' ORDER BY o) FROM pg_catalog.unnest(m.umoptions) o), '') FROM pg_catalog.pg_user_mappings m");
        }
        if (present.has("pg_foreign_table")) {
            all.add("SELECT 'other object', 'relation ' || " + SchemaQueries.TABLE + ", 'foreign table ' || "
                    + SchemaQueries.TABLE
                    + ", 'server ' || s.srvname || ' ' || coalesce(f.ftoptions::text, '') FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_class c ON c.oid = f.ftrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver WHERE "
                    + SchemaQueries.own("pg_class", "c.oid"));
        }
        if (present.has("pg_foreign_table")) {
            all.add("SELECT 'other object', 'column ' || " + SchemaQueries.TABLE + " || '.' || a.attname, 'options of "
                    + "foreign column ' || " + SchemaQueries.TABLE
                    + " || '.' || a.attname, a.attfdwoptions::text FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE a.attfdwoptions IS NOT NULL AND NOT a.attisdropped AND "
                    + SchemaQueries.own("pg_class", "c.oid"));
        }
        if (present.has("pg_tablespace")) {
            all.add("SELECT 'other object', 'relation ' || " + SchemaQueries.TABLE + ", 'tablespace of ' || "
                    + SchemaQueries.TABLE
                    + ", s.spcname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace WHERE "
                    + SchemaQueries.own("pg_class", "c.oid"));
        }
        if (major >= 14) {
            all.add("SELECT 'other object', 'column ' || " + SchemaQueries.TABLE
                    + " || '.' || a.attname, 'compression of ' || " + SchemaQueries.TABLE
                    + " || '.' || a.attname, a.attcompression::text FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE a.attcompression::text <> '' AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r','p','m') AND "
                    + SchemaQueries.own("pg_class", "c.oid"));
        }
        KINDS.stream().filter(kind -> present.has(kind.catalog())).forEach(kind -> addTo(all, kind, present));
        return all;
    }

    private static void addTo(List<String> all, Kind kind, PresentCatalogs present) {
        String name = "i.type || ' ' || i.identity";
        String parent = kind.definition().isEmpty() ? "''" : "'other object ' || " + name;
        if (!kind.definition().isEmpty()) {
            all.add("SELECT 'other object', '', " + name + ", " + kind.definition() + kind.from() + kind.where());
        }
        if (!kind.owner().isEmpty()) {
            all.add("SELECT 'owner', " + parent + ", " + name + ", pg_catalog.pg_get_userbyid(o." + kind.owner() + ")"
                    + kind.from() + kind.where());
        }
        if (!kind.acl().isEmpty()) {
            all.add("SELECT 'privilege', " + parent + ", " + name + " || ' to ' || p.grantee, p.granted" + kind.from()
                    + SchemaQueries.privileges("o." + kind.acl(), "'" + kind.aclKind() + "'", "o." + kind.owner())
                    + kind.where());
        }
        if (!present.hasComments(kind.catalog())) {
            return;
        }
        all.add("SELECT 'comment', " + parent + ", " + name + ", d.description" + kind.from()
                + " JOIN pg_catalog.pg_description d ON d.classoid = " + kind.classId()
                + " AND d.objoid = o.oid AND d.objsubid = 0" + kind.where());
    }

    private static String publications(int major) {
        String tables = major >= 15
                ? "k.prrelid::pg_catalog.regclass::text || coalesce(' (' || (SELECT pg_catalog.string_agg(a.attname, ', ' ORDER BY a.attname) FROM pg_catalog.pg_attribute a WHERE a.attrelid = k.prrelid AND a.attnum = ANY (k.prattrs)) || ')', '')"
                        + " || coalesce(' where ' || pg_catalog.pg_get_expr(k.prqual, k.prrelid), '')"
                : "k.prrelid::pg_catalog.regclass::text";
        String schemas = major >= 15
                ? " || coalesce((SELECT ' schemas ' || pg_catalog.string_agg(s.pnnspid::pg_catalog.regnamespace::text, ', ' ORDER BY s.pnnspid::pg_catalog.regnamespace::text) FROM pg_catalog.pg_publication_namespace s WHERE s.pnpubid = p.oid), '')"
                : "";
        return "SELECT 'publication', '', p.pubname, 'all tables ' || p.puballtables || ' publish ' || p.pubinsert || p.pubupdate || p.pubdelete || p.pubtruncate"
                + " || CASE WHEN pg_catalog.to_jsonb(p)->>'pubviaroot' = 'true' THEN ' via root' ELSE '' END || coalesce(' generated ' || (pg_catalog.to_jsonb(p)->>'pubgencols'), '')"
                + " || ' tables ' || coalesce((SELECT pg_catalog.string_agg("
                + tables + ", ', ' ORDER BY k.prrelid::pg_catalog.regclass::text)"
                + " FROM pg_catalog.pg_publication_rel k WHERE k.prpubid = p.oid), '')" + schemas
                + " FROM pg_catalog.pg_publication p";
    }
}
