package dev.lockkeeper.context.snapshot;

import java.util.List;

/** What needs what, from pg_depend, and which objects are made inside another's statement. */
final class DdlDependencies {
    private static final ReadOnlySession.Purpose PURPOSE = new ReadOnlySession.Purpose(
            "dependencies between objects", "the schema text may be in an order that does not load");

    private final ReadOnlySession session;
    private final DdlGraph graph;

    DdlDependencies(ReadOnlySession session, DdlGraph graph) {
        this.session = session;
        this.graph = graph;
    }

    void read() throws SnapshotException {
        for (Row row : session.read(PURPOSE, """
                SELECT 'pg_type' AS part, t.oid::bigint AS oid, 'pg_class' AS whole, t.typrelid::bigint AS target
                FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid WHERE t.typrelid >= 16384 AND c.relkind <> 'c'
                UNION ALL SELECT 'pg_class', c.oid::bigint, 'pg_type', c.reltype::bigint FROM pg_class c WHERE c.relkind = 'c' AND c.oid >= 16384
                UNION ALL SELECT 'pg_type', t.oid::bigint, 'pg_type', t.typelem::bigint FROM pg_type t WHERE t.typelem >= 16384 AND t.typcategory = 'A'
                UNION ALL SELECT 'pg_rewrite', w.oid::bigint, 'pg_class', w.ev_class::bigint FROM pg_rewrite w WHERE w.rulename = '_RETURN' AND w.ev_class >= 16384
                UNION ALL SELECT 'pg_class', o.conindid::bigint, 'pg_constraint', o.oid::bigint FROM pg_constraint o WHERE o.contype IN ('p', 'u', 'x') AND o.conindid >= 16384
                UNION ALL SELECT 'pg_constraint', o.oid::bigint, 'pg_type', o.contypid::bigint FROM pg_constraint o WHERE o.contypid >= 16384
                UNION ALL SELECT 'pg_class', d.objid::bigint, 'pg_class', d.refobjid::bigint FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i' AND d.refobjsubid > 0""")) {
            graph.alias(id(row, "part", "oid"), id(row, "whole", "target"));
        }
        List<Row> rows = session.read(PURPOSE, """
                SELECT a.relname::text AS catalog, d.objid::bigint AS oid, b.relname::text AS ref_catalog, d.refobjid::bigint AS ref_oid
                FROM pg_depend d JOIN pg_class a ON a.oid = d.classid JOIN pg_class b ON b.oid = d.refclassid
                WHERE d.objid >= 16384 AND d.refobjid >= 16384 AND d.deptype IN ('n', 'a', 'i', 'P', 'S')
                GROUP BY 1, 2, 3, 4""");
        rows.forEach(row -> graph.need(id(row, "catalog", "oid"), id(row, "ref_catalog", "ref_oid")));
    }

    private static ObjectId id(Row row, String catalog, String oid) {
        return new ObjectId(row.text(catalog), row.number(oid).orElse(0));
    }
}
