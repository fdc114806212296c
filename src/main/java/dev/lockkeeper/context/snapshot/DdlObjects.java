package dev.lockkeeper.context.snapshot;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sequences, routines, views, rules, triggers, policies, extended statistics, publications and event triggers. */
final class DdlObjects {
    private static final String RELATION = "quote_ident(n.nspname) || '.' || quote_ident(c.relname)";
    private static final String SORT = "n.nspname || '.' || c.relname";

    private final ReadOnlySession session;
    private final int major;
    private final DdlGraph graph;

    DdlObjects(ReadOnlySession session, int major, DdlGraph graph) {
        this.session = session;
        this.major = major;
        this.graph = graph;
    }

    void read() throws SnapshotException {
        sequences();
        for (DdlQuery query : List.of(
                new DdlQuery(
                        "functions",
                        "pg_proc",
                        DdlNode.Rank.FUNCTION,
                        "SELECT p.oid::bigint AS oid, n.nspname || '.' || p.proname AS name, pg_get_functiondef(p.oid) AS sql"
                                + " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
                                + " WHERE p.prokind IN ('f', 'p', 'w')" + DdlReader.OURS
                                + DdlReader.ownObject("pg_proc", "p.oid")),
                new DdlQuery(
                        "views",
                        "pg_class",
                        DdlNode.Rank.VIEW,
                        """
                        SELECT c.oid::bigint AS oid, %s AS name, CASE c.relkind WHEN 'm' THEN 'CREATE MATERIALIZED VIEW ' ELSE 'CREATE VIEW ' END
                          || %s || coalesce((SELECT ' WITH (' || string_agg(split_part(o.v, '=', 1) || '='
                               || quote_literal(substr(o.v, strpos(o.v, '=') + 1)), ', ') || ')' FROM unnest(c.reloptions) AS o(v)), '')
                          || ' AS' || chr(10) || rtrim(pg_get_viewdef(c.oid), ';')
                          || CASE c.relkind WHEN 'm' THEN chr(10) || '  WITH NO DATA' ELSE '' END AS sql
                        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't'""".formatted(SORT, RELATION) + DdlReader.OURS + DdlReader.ownObject("pg_class", "c.oid")),
                new DdlQuery(
                        "defaults of views",
                        "pg_attrdef",
                        DdlNode.Rank.DEFAULT,
                        """
                        SELECT d.oid::bigint AS oid, %s AS name, 'ALTER TABLE ' || %s || ' ALTER COLUMN ' || quote_ident(a.attname)
                          || ' SET DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) AS sql
                        FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid AND c.relkind = 'v' JOIN pg_namespace n ON n.oid = c.relnamespace
                        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum WHERE true""".formatted(SORT, RELATION) + DdlReader.OURS + DdlReader.ownObject("pg_class", "c.oid")),
                new DdlQuery(
                        "rules",
                        "pg_rewrite",
                        DdlNode.Rank.RULE,
                        """
                        SELECT w.oid::bigint AS oid, %s || '.' || w.rulename AS name, pg_get_ruledef(w.oid)
                          || CASE w.ev_enabled WHEN 'O' THEN '' ELSE '; ALTER TABLE ' || %s
                            || CASE w.ev_enabled WHEN 'D' THEN ' DISABLE' WHEN 'A' THEN ' ENABLE ALWAYS' ELSE ' ENABLE REPLICA' END
                            || ' RULE ' || quote_ident(w.rulename) END AS sql
                        FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE w.rulename <> '_RETURN'""".formatted(SORT, RELATION) + DdlReader.OURS + DdlReader.ownObject("pg_class", "c.oid")),
                new DdlQuery(
                        "triggers",
                        "pg_trigger",
                        DdlNode.Rank.TRIGGER,
                        """
                        SELECT t.oid::bigint AS oid, %s || '.' || t.tgname AS name, pg_get_triggerdef(t.oid)
                          || CASE t.tgenabled WHEN 'O' THEN '' ELSE E';\\n' || 'ALTER TABLE ' || %s
                            || CASE t.tgenabled WHEN 'D' THEN ' DISABLE' WHEN 'A' THEN ' ENABLE ALWAYS' ELSE ' ENABLE REPLICA' END
                            || ' TRIGGER ' || quote_ident(t.tgname) END AS sql
                        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE NOT t.tgisinternal AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_trigger'::regclass
                          AND d.refclassid = 'pg_trigger'::regclass AND d.objid = t.oid)""".formatted(SORT, RELATION) + DdlReader.OURS + DdlReader.ownObject("pg_class", "c.oid")),
                new DdlQuery(
                        "policies",
                        "pg_policy",
                        DdlNode.Rank.POLICY,
                        """
                        SELECT p.oid::bigint AS oid, %s || '.' || p.polname AS name, 'CREATE POLICY ' || quote_ident(p.polname) || ' ON ' || %s
                          || CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END
                          || CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE' WHEN 'd' THEN ' FOR DELETE' ELSE '' END
                          || CASE WHEN p.polroles = '{0}' THEN '' ELSE ' TO ' || (SELECT string_agg(CASE WHEN r = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ') FROM unnest(p.polroles) r) END
                          || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
                          || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '') AS sql
                        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE true""".formatted(SORT, RELATION) + DdlReader.OURS + DdlReader.ownObject("pg_class", "c.oid")),
                new DdlQuery(
                        "extended statistics",
                        "pg_statistic_ext",
                        DdlNode.Rank.STATISTICS,
                        "SELECT x.oid::bigint AS oid, n.nspname || '.' || x.stxname AS name, pg_get_statisticsobjdef(x.oid)"
                                + (major >= 13
                                        ? " || coalesce('; ALTER STATISTICS ' || quote_ident(n.nspname) || '.' || quote_ident(x.stxname)"
                                                + " || ' SET STATISTICS ' || nullif(x.stxstattarget, -1), '')"
                                        : "")
                                + " AS sql FROM pg_statistic_ext x JOIN pg_namespace n ON n.oid = x.stxnamespace WHERE true"
                                + DdlReader.OURS),
                publications(),
                new DdlQuery(
                        "event triggers",
                        "pg_event_trigger",
                        DdlNode.Rank.EVENT_TRIGGER,
                        """
                        SELECT v.oid::bigint AS oid, v.evtname AS name, 'CREATE EVENT TRIGGER ' || quote_ident(v.evtname) || ' ON ' || v.evtevent
                          || coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(g), ', ') FROM unnest(v.evttags) g) || ')', '')
                          || ' EXECUTE FUNCTION ' || v.evtfoid::regproc::text || '()'
                          || CASE v.evtenabled WHEN 'O' THEN '' ELSE '; ALTER EVENT TRIGGER ' || quote_ident(v.evtname)
                            || CASE v.evtenabled WHEN 'D' THEN ' DISABLE' WHEN 'A' THEN ' ENABLE ALWAYS' ELSE ' ENABLE REPLICA' END END AS sql
                        FROM pg_event_trigger v WHERE true""" + DdlReader.ownObject("pg_event_trigger", "v.oid")))) {
            query.read(session, graph);
        }
        unwritten();
    }

    private void sequences() throws SnapshotException {
        for (Row row : session.read(
                DdlReader.purpose("sequences"),
                """
                SELECT c.oid::bigint AS oid, %s AS name, %s AS sequence, c.relpersistence::text AS persistence, %s,
                  (SELECT quote_ident(tn.nspname) || '.' || quote_ident(t.relname) || '.' || quote_ident(a.attname)
                   FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
                   JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
                   WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a' AND d.refobjsubid > 0 LIMIT 1) AS owner
                FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relpersistence <> 't' AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                  AND d.objid = c.oid AND d.deptype = 'i')""".formatted(SORT, RELATION, SequenceOptions.COLUMNS)
                        + DdlReader.OURS
                        + DdlReader.ownObject("pg_class", "c.oid"))) {
            ObjectId id = new ObjectId("pg_class", row.number("oid").orElse(0));
            graph.add(new DdlNode(
                    id,
                    DdlNode.Rank.SEQUENCE,
                    row.text("name"),
                    (row.text("persistence").equals("u") ? "CREATE UNLOGGED SEQUENCE " : "CREATE SEQUENCE ")
                            + row.text("sequence") + " AS " + row.text("seq_type") + ' ' + SequenceOptions.sql(row)));
            // Belongs to a column without being needed by the table: its own node, or the default would be a circle.
            row.find("owner")
                    .ifPresent(owner -> graph.add(new DdlNode(
                            new ObjectId("sequence owner", id.oid()),
                            DdlNode.Rank.SEQUENCE_OWNER,
                            row.text("name"),
                            "ALTER SEQUENCE " + row.text("sequence") + " OWNED BY " + owner)));
        }
    }

    private DdlQuery publications() {
        String rows = major >= 15
                ? "coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a"
                        + " WHERE a.attrelid = c.oid AND a.attnum = ANY (r.prattrs)) || ')', '')"
                        + " || coalesce(' WHERE (' || pg_get_expr(r.prqual, c.oid) || ')', '')"
                : "''";
        String schemas = major >= 15
                ? "(SELECT string_agg('TABLES IN SCHEMA ' || quote_ident(n.nspname), ', ' ORDER BY n.nspname)"
                        + " FROM pg_publication_namespace pn JOIN pg_namespace n ON n.oid = pn.pnnspid WHERE pn.pnpubid = p.oid)"
                : "NULL";
        return new DdlQuery(
                "publications",
                "pg_publication",
                DdlNode.Rank.PUBLICATION,
                """
                SELECT p.oid::bigint AS oid, p.pubname AS name, 'CREATE PUBLICATION ' || quote_ident(p.pubname)
                  || CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE coalesce(' FOR ' || nullif(concat_ws(', ',
                    (SELECT 'TABLE ' || string_agg('ONLY ' || %s || %s, ', ' ORDER BY n.nspname, c.relname)
                     FROM pg_publication_rel r JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                     WHERE r.prpubid = p.oid), %s), ''), '') END
                  || ' WITH (publish = ' || quote_literal(concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,
                    CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END))
                  || CASE WHEN (to_jsonb(p)->>'pubviaroot')::boolean THEN ', publish_via_partition_root = true' ELSE '' END || ')' AS sql
                FROM pg_publication p WHERE true""".formatted(RELATION, rows, schemas) + DdlReader.ownObject("pg_publication", "p.oid"));
    }

    /** What SQL text here does not say is named: half a schema must not look like a whole one. */
    private void unwritten() throws SnapshotException {
        Map<String, List<String>> missing = new TreeMap<>();
        for (Row row : session.read(DdlReader.purpose("rarer objects"), """
                SELECT k AS kind, array_agg(n ORDER BY n) AS names FROM (
                  SELECT 'aggregates' AS k, p.oid::regprocedure::text AS n FROM pg_proc p WHERE p.prokind = 'a' AND p.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = p.oid AND e.deptype IN ('e', 'i') AND e.classid = 'pg_proc'::regclass)
                  UNION ALL SELECT 'base types', t.oid::regtype::text FROM pg_type t WHERE t.typtype = 'b' AND t.typcategory <> 'A' AND t.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = t.oid AND e.deptype IN ('e', 'i') AND e.classid = 'pg_type'::regclass)
                  UNION ALL SELECT 'operators', o.oid::regoperator::text FROM pg_operator o WHERE o.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = o.oid AND e.deptype IN ('e', 'i') AND e.classid = 'pg_operator'::regclass)
                  UNION ALL SELECT 'operator classes', o.opcname::text FROM pg_opclass o WHERE o.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = o.oid AND e.deptype IN ('e', 'i') AND e.classid = 'pg_opclass'::regclass)
                  UNION ALL SELECT 'casts', format_type(o.castsource, NULL) || ' AS ' || format_type(o.casttarget, NULL) FROM pg_cast o WHERE o.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = o.oid AND e.deptype IN ('e', 'i') AND e.classid = 'pg_cast'::regclass)
                  UNION ALL SELECT 'text search configurations', o.cfgname::text FROM pg_ts_config o WHERE o.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = o.oid AND e.deptype IN ('e', 'i') AND e.classid = 'pg_ts_config'::regclass)
                  UNION ALL SELECT 'foreign tables', c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'f'
                  UNION ALL SELECT 'foreign servers', f.srvname::text FROM pg_foreign_server f
                ) x GROUP BY k""")) {
            missing.put(row.text("kind"), row.list("names"));
        }
        missing.forEach((kind, names) -> session.gap("schema: " + names.size() + ' ' + kind + " ("
                + SequenceReader.few(names) + ") are not written; what needs them cannot be created in a dry run."));
    }
}
