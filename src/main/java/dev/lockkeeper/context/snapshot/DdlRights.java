package dev.lockkeeper.context.snapshot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Owners, grants and default privileges; roles themselves belong to the cluster and are not written. */
final class DdlRights {
    /** Kind as SQL says it, catalog, kind of acldefault(), owner, ACL, name, rest of the query. */
    private record Kind(String sql, String catalog, String acl, String owner, String list, String name, String from) {}

    private static final String RELATION = "quote_ident(n.nspname) || '.' || quote_ident(o.relname)";
    private static final String TYPE = "quote_ident(n.nspname) || '.' || quote_ident(o.typname)";
    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "SCHEMA",
                    "pg_namespace",
                    "n",
                    "o.nspowner",
                    "o.nspacl",
                    "quote_ident(o.nspname)",
                    "FROM pg_namespace o JOIN pg_namespace n ON n.oid = o.oid WHERE true"),
            new Kind(
                    "TABLE",
                    "pg_class",
                    "r",
                    "o.relowner",
                    "o.relacl",
                    RELATION,
                    "FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace WHERE o.relkind IN ('r', 'p', 'v', 'm') AND o.relpersistence <> 't'"),
            new Kind(
                    "SEQUENCE",
                    "pg_class",
                    "s",
                    "o.relowner",
                    "o.relacl",
                    RELATION,
                    "FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace WHERE o.relkind = 'S' AND o.relpersistence <> 't'"),
            new Kind(
                    "ROUTINE",
                    "pg_proc",
                    "f",
                    "o.proowner",
                    "o.proacl",
                    "quote_ident(n.nspname) || '.' || quote_ident(o.proname) || '(' || pg_get_function_identity_arguments(o.oid) || ')'",
                    "FROM pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace WHERE o.prokind IN ('f', 'p', 'w')"),
            new Kind(
                    "TYPE",
                    "pg_type",
                    "T",
                    "o.typowner",
                    "o.typacl",
                    TYPE,
                    "FROM pg_type o JOIN pg_namespace n ON n.oid = o.typnamespace LEFT JOIN pg_class k ON k.oid = o.typrelid"
                            + " WHERE o.typtype IN ('e', 'r') OR o.typtype = 'c' AND k.relkind = 'c'"),
            new Kind(
                    "DOMAIN",
                    "pg_type",
                    "T",
                    "o.typowner",
                    "o.typacl",
                    TYPE,
                    "FROM pg_type o JOIN pg_namespace n ON n.oid = o.typnamespace WHERE o.typtype = 'd'"));

    private final ReadOnlySession session;
    private final int major;
    private final DdlGraph graph;
    private long number;

    DdlRights(ReadOnlySession session, int major, DdlGraph graph) {
        this.session = session;
        this.major = major;
        this.graph = graph;
    }

    void read() throws SnapshotException {
        for (Kind kind : KINDS) {
            owners(kind);
            grants(kind);
        }
        otherOwners(
                "STATISTICS",
                "SELECT quote_ident(n.nspname) || '.' || quote_ident(o.stxname) AS name,"
                        + " quote_ident(pg_get_userbyid(o.stxowner)) AS owner FROM pg_statistic_ext o"
                        + " JOIN pg_namespace n ON n.oid = o.stxnamespace WHERE true" + DdlReader.OURS);
        otherOwners(
                "COLLATION",
                "SELECT quote_ident(n.nspname) || '.' || quote_ident(o.collname) AS name,"
                        + " quote_ident(pg_get_userbyid(o.collowner)) AS owner FROM pg_collation o"
                        + " JOIN pg_namespace n ON n.oid = o.collnamespace WHERE true" + DdlReader.OURS
                        + DdlReader.ownObject("pg_collation", "o.oid"));
        otherOwners(
                "PUBLICATION",
                "SELECT quote_ident(o.pubname) AS name, quote_ident(pg_get_userbyid(o.pubowner)) AS owner"
                        + " FROM pg_publication o WHERE true" + DdlReader.ownObject("pg_publication", "o.oid"));
        otherOwners(
                "EVENT TRIGGER",
                "SELECT quote_ident(o.evtname) AS name, quote_ident(pg_get_userbyid(o.evtowner)) AS owner"
                        + " FROM pg_event_trigger o WHERE true" + DdlReader.ownObject("pg_event_trigger", "o.oid"));
        columnGrants();
        for (String statement : defaultPrivileges(session)) {
            add(DdlNode.Rank.GRANT, "~default privileges", statement);
        }
    }

    /** The owner of public is whoever made the cluster, unless somebody changed it; sequences of columns follow their tables. */
    private void owners(Kind kind) throws SnapshotException {
        String except = kind.sql().equals("SCHEMA")
                ? " AND NOT (o.nspname = 'public' AND o.nspowner IN (10, 6171))"
                : kind.sql().equals("SEQUENCE")
                        ? " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = o.oid"
                                + " AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0)"
                        : "";
        String keyword = kind.sql().equals("TABLE")
                ? "CASE o.relkind WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW ' ELSE 'TABLE ' END"
                : "'" + kind.sql() + " '";
        for (Row row : session.read(
                DdlReader.purpose("owners"),
                "SELECT " + kind.name() + " AS name, " + keyword + " AS kind, quote_ident(pg_get_userbyid("
                        + kind.owner()
                        + ")) AS owner " + parenthesised(kind) + except + DdlReader.OURS
                        + DdlReader.ownObject(kind.catalog(), "o.oid"))) {
            add(
                    DdlNode.Rank.OWNER,
                    row.text("name"),
                    "ALTER " + row.text("kind") + row.text("name") + " OWNER TO " + row.text("owner"));
        }
    }

    private static String parenthesised(Kind kind) {
        int where = kind.from().indexOf(" WHERE ");
        return kind.from().substring(0, where) + " WHERE (" + kind.from().substring(where + 7) + ")";
    }

    private void otherOwners(String kind, String sql) throws SnapshotException {
        for (Row row : session.read(DdlReader.purpose("owners"), sql)) {
            add(
                    DdlNode.Rank.OWNER,
                    row.text("name"),
                    "ALTER " + kind + ' ' + row.text("name") + " OWNER TO " + row.text("owner"));
        }
    }

    /** What a fresh object would grant by itself is the base line; for public it is what initdb left. */
    private void grants(Kind kind) throws SnapshotException {
        String base = kind.sql().equals("SCHEMA")
                ? "coalesce((SELECT i.initprivs FROM pg_init_privs i WHERE i.classoid = 'pg_namespace'::regclass"
                        + " AND i.objoid = o.oid AND i.privtype = 'i'), acldefault('n', o.nspowner))"
                : "acldefault('" + kind.acl() + "', " + kind.owner() + ")";
        String sql =
                "SELECT x.name, x.source, x.owner, CASE WHEN e.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END AS grantee,"
                        + " e.privilege_type AS privilege, e.is_grantable AS grantable FROM (SELECT " + kind.name()
                        + " AS name, quote_ident(pg_get_userbyid(" + kind.owner() + ")) AS owner, s.source, s.list "
                        + parenthesised(kind)
                                .replaceFirst(
                                        " WHERE ",
                                        " CROSS JOIN LATERAL (VALUES ('now', "
                                                + kind.list().replace("$", "\\$") + "), ('base', "
                                                + base.replace("$", "\\$") + ")) AS s(source, list) WHERE ")
                        + " AND " + kind.list() + " IS NOT NULL" + DdlReader.OURS
                        + DdlReader.ownObject(kind.catalog(), "o.oid")
                        + ") x CROSS JOIN LATERAL aclexplode(x.list) e";
        write(kind.sql(), session.read(DdlReader.purpose("grants"), sql));
    }

    private void write(String kind, List<Row> rows) {
        Map<String, Map<String, Map<String, TreeSet<String>>>> byObject = new TreeMap<>();
        for (Row row : rows) {
            byObject.computeIfAbsent(row.text("name"), name -> new TreeMap<>())
                    .computeIfAbsent(row.text("grantee"), grantee -> new LinkedHashMap<>())
                    .computeIfAbsent(row.text("source"), source -> new TreeSet<>())
                    .add(row.text("privilege") + (row.flag("grantable") ? "*" : ""));
        }
        byObject.forEach((name, grantees) -> grantees.forEach((grantee, sources) -> {
            TreeSet<String> now = sources.getOrDefault("now", new TreeSet<>());
            TreeSet<String> base = sources.getOrDefault("base", new TreeSet<>());
            if (now.equals(base)) {
                return;
            }
            if (!base.isEmpty()) {
                add(DdlNode.Rank.GRANT, name, "REVOKE ALL ON " + kind + ' ' + name + " FROM " + grantee);
            }
            List<String> plain = now.stream().filter(p -> !p.endsWith("*")).toList();
            List<String> grantable = now.stream()
                    .filter(p -> p.endsWith("*"))
                    .map(p -> p.replace("*", ""))
                    .toList();
            if (!plain.isEmpty()) {
                add(
                        DdlNode.Rank.GRANT,
                        name,
                        "GRANT " + String.join(", ", plain) + " ON " + kind + ' ' + name + " TO " + grantee);
            }
            if (!grantable.isEmpty()) {
                add(
                        DdlNode.Rank.GRANT,
                        name,
                        "GRANT " + String.join(", ", grantable) + " ON " + kind + ' ' + name + " TO " + grantee
                                + " WITH GRANT OPTION");
            }
        }));
    }

    private void columnGrants() throws SnapshotException {
        for (Row row : session.read(
                DdlReader.purpose("grants"),
                """
                SELECT %s AS name, 'GRANT ' || string_agg(e.privilege_type || ' (' || quote_ident(a.attname) || ')', ', ' ORDER BY a.attnum, e.privilege_type)
                  || ' ON TABLE ' || %s || ' TO ' || CASE WHEN e.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END
                  || CASE WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS sql
                FROM pg_attribute a JOIN pg_class o ON o.oid = a.attrelid JOIN pg_namespace n ON n.oid = o.relnamespace
                CROSS JOIN LATERAL aclexplode(a.attacl) e
                WHERE a.attacl IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped AND o.relkind IN ('r', 'p', 'v', 'm')""".formatted(RELATION, RELATION) + DdlReader.OURS + DdlReader.ownObject("pg_class", "o.oid")
                        + " GROUP BY n.nspname, o.relname, e.grantee, e.is_grantable")) {
            add(DdlNode.Rank.GRANT, row.text("name"), row.text("sql"));
        }
    }

    /** ALTER DEFAULT PRIVILEGES statements that lead to what is stored; what is not granted any more is revoked first. */
    static List<String> defaultPrivileges(ReadOnlySession session) throws SnapshotException {
        List<String> statements = new ArrayList<>();
        for (Row row : session.read(
                new ReadOnlySession.Purpose("default privileges", "rights of new objects are not known"), """
                SELECT 'ALTER DEFAULT PRIVILEGES FOR ROLE ' || quote_ident(pg_get_userbyid(d.defaclrole))
                    || coalesce(' IN SCHEMA ' || quote_ident(n.nspname), '') AS prefix,
                  CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES'
                    WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS kind,
                  e.source, CASE WHEN e.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END AS grantee,
                  e.grantable, string_agg(e.privilege, ', ' ORDER BY e.privilege) AS privileges
                FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
                CROSS JOIN LATERAL (
                  (SELECT 'grant' AS source, grantee, privilege_type AS privilege, is_grantable AS grantable FROM aclexplode(d.defaclacl)
                   EXCEPT SELECT 'grant', grantee, privilege_type, is_grantable
                   FROM aclexplode(acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END::"char", d.defaclrole)) WHERE d.defaclnamespace = 0)
                  UNION ALL
                  (SELECT 'revoke', grantee, privilege_type, is_grantable
                   FROM aclexplode(acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END::"char", d.defaclrole)) WHERE d.defaclnamespace = 0
                   EXCEPT SELECT 'revoke', grantee, privilege_type, is_grantable FROM aclexplode(d.defaclacl))) e
                GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3 DESC, 4, 5""")) {
            boolean grant = row.text("source").equals("grant");
            statements.add(row.text("prefix") + (grant ? " GRANT " : " REVOKE ") + row.text("privileges") + " ON "
                    + row.text("kind") + (grant ? " TO " : " FROM ") + row.text("grantee")
                    + (grant && row.flag("grantable") ? " WITH GRANT OPTION" : ""));
        }
        return statements;
    }

    /** Statements of one object keep the order in which they were found. */
    private void add(DdlNode.Rank rank, String name, String sql) {
        number++;
        graph.add(new DdlNode(
                new ObjectId("right", number),
                rank,
                name + String.format(java.util.Locale.ROOT, "\u0000%09d", number),
                sql));
    }
}
