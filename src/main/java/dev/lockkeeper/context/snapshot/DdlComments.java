package dev.lockkeeper.context.snapshot;

/** Comments on relations and columns, capped; only written when asked for, because people leave secrets in comments. */
final class DdlComments {
    private static final int LONGEST = 1_000;

    private final ReadOnlySession session;
    private final DdlGraph graph;

    DdlComments(ReadOnlySession session, DdlGraph graph) {
        this.session = session;
        this.graph = graph;
    }

    void read() throws SnapshotException {
        new DdlQuery(
                        "comments",
                        "comment",
                        DdlNode.Rank.COMMENT,
                        """
                SELECT (c.oid::bigint * 2000 + d.objsubid) AS oid, n.nspname || '.' || c.relname AS name, 'COMMENT ON '
                  || CASE WHEN d.objsubid > 0 THEN 'COLUMN ' ELSE CASE c.relkind WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW '
                       WHEN 'i' THEN 'INDEX ' WHEN 'I' THEN 'INDEX ' WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END END
                  || quote_ident(n.nspname) || '.' || quote_ident(c.relname) || coalesce('.' || quote_ident(a.attname), '')
                  || ' IS ' || quote_literal(left(d.description, %d)) AS sql
                FROM pg_description d JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
                JOIN pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
                WHERE c.relkind IN ('r', 'p', 'v', 'm', 'i', 'I', 'S')""".formatted(LONGEST) + DdlReader.OURS + DdlReader.ownObject("pg_class", "c.oid"))
                .read(session, graph);
    }
}
