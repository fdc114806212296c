package dev.lockkeeper.context.snapshot;

import java.util.List;

/** Keys, foreign keys and indexes, attached where they are partitions of another's; clustering and replica identity. */
final class DdlIndexes {
    private static final String TABLE = "quote_ident(n.nspname) || '.' || quote_ident(c.relname)";

    private final ReadOnlySession session;
    private final DdlGraph graph;

    DdlIndexes(ReadOnlySession session, DdlGraph graph) {
        this.session = session;
        this.graph = graph;
    }

    void read() throws SnapshotException {
        for (DdlQuery query : List.of(
                new DdlQuery(
                        "keys",
                        "pg_constraint",
                        DdlNode.Rank.CONSTRAINT,
                        """
                        SELECT o.oid::bigint AS oid, n.nspname || '.' || c.relname || '.' || o.conname AS name,
                          'ALTER TABLE ONLY ' || %s || ' ADD CONSTRAINT ' || quote_ident(o.conname) || ' ' || pg_get_constraintdef(o.oid) AS sql
                        FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE o.contype IN ('p', 'u', 'x')""".formatted(TABLE) + DdlReader.OURS + DdlReader.ownObject("pg_class", "c.oid")),
                // A foreign key of a partitioned table cannot be ONLY, and makes those of its partitions.
                new DdlQuery(
                        "foreign keys",
                        "pg_constraint",
                        DdlNode.Rank.FOREIGN_KEY,
                        """
                        SELECT o.oid::bigint AS oid, n.nspname || '.' || c.relname || '.' || o.conname AS name,
                          'ALTER TABLE ' || CASE c.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END || %s || ' ADD CONSTRAINT '
                          || quote_ident(o.conname) || ' ' || pg_get_constraintdef(o.oid) AS sql
                        FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE o.contype = 'f' AND o.conparentid = 0""".formatted(TABLE) + DdlReader.OURS + DdlReader.ownObject("pg_class", "c.oid")),
                // An index that is invalid (a build that failed) is written as it should be; the context lists it as
                // invalid.
                new DdlQuery(
                        "indexes",
                        "pg_class",
                        DdlNode.Rank.INDEX,
                        "SELECT c.oid::bigint AS oid, n.nspname || '.' || c.relname AS name, pg_get_indexdef(i.indexrelid) AS sql"
                                + " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                                + " JOIN pg_class r ON r.oid = i.indrelid AND r.relkind IN ('r', 'p', 'm') AND r.relpersistence <> 't'"
                                + " WHERE NOT EXISTS (SELECT 1 FROM pg_constraint o WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x'))"
                                + DdlReader.OURS + DdlReader.ownObject("pg_class", "r.oid")),
                new DdlQuery(
                        "partitions of indexes",
                        "attach index",
                        DdlNode.Rank.ATTACH_INDEX,
                        """
                        SELECT c.oid::bigint AS oid, n.nspname || '.' || c.relname AS name, 'ALTER INDEX ' || quote_ident(pn.nspname) || '.'
                          || quote_ident(p.relname) || ' ATTACH PARTITION ' || %s AS sql
                        FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid AND c.relkind IN ('i', 'I')
                        JOIN pg_namespace n ON n.oid = c.relnamespace
                        JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace WHERE true""".formatted(TABLE) + DdlReader.OURS),
                new DdlQuery(
                        "statistics of index expressions",
                        "index statistics",
                        DdlNode.Rank.TABLE_OPTION,
                        """
                        SELECT (c.oid::bigint * 100 + a.attnum) AS oid, n.nspname || '.' || c.relname AS name,
                          'ALTER INDEX ' || %s || ' ALTER COLUMN ' || a.attnum || ' SET STATISTICS ' || a.attstattarget AS sql
                        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('i', 'I')
                        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE a.attstattarget >= 0 AND a.attnum > 0""".formatted(TABLE) + DdlReader.OURS),
                new DdlQuery(
                        "clustering",
                        "cluster",
                        DdlNode.Rank.TABLE_OPTION,
                        """
                        SELECT c.oid::bigint AS oid, n.nspname || '.' || c.relname AS name, 'ALTER TABLE ' || %s || ' CLUSTER ON ' || quote_ident(x.relname) AS sql
                        FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid
                        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE i.indisclustered""".formatted(TABLE) + DdlReader.OURS + DdlReader.ownObject("pg_class", "c.oid")),
                new DdlQuery(
                        "replica identities",
                        "replica identity",
                        DdlNode.Rank.TABLE_OPTION,
                        """
                        SELECT c.oid::bigint AS oid, n.nspname || '.' || c.relname AS name, 'ALTER TABLE ONLY ' || %s
                          || ' REPLICA IDENTITY USING INDEX ' || quote_ident(x.relname) AS sql
                        FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid AND c.relreplident = 'i'
                        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE i.indisreplident""".formatted(TABLE) + DdlReader.OURS + DdlReader.ownObject("pg_class", "c.oid")))) {
            query.read(session, graph);
        }
    }
}
