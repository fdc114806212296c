package dev.lockkeeper.context.snapshot;

import java.util.List;
import java.util.Optional;

/** Rows, bytes and maintenance of every table, partitioned table and materialized view, from the catalog and file sizes. */
final class SizesReader {
    /**
     * Sizes come from the files. That needs ACCESS SHARE, which waits behind an ACCESS EXCLUSIVE lock: a table that is
     * locked so right now is estimated from relpages, and nobody waits.
     */
    private static final String SQL = """
            WITH busy AS MATERIALIZED (
              SELECT DISTINCT relation FROM pg_locks WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock'
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            SELECT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
                   c.reltuples::float8 AS reltuples, c.relpages::bigint AS relpages,
                   i.inhparent::bigint AS parent,
                   %1$s,
                   s.n_live_tup AS live, s.n_dead_tup AS dead,
                   greatest(s.last_analyze, s.last_autoanalyze) AS analyzed,
                   current_setting('block_size')::bigint AS block
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
            LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
            WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't'
              AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'lockkeeper')
            ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C\"""";

    private static final String FROM_FILES = """
            CASE WHEN c.relkind = 'p' THEN 0 WHEN b.relation IS NULL THEN pg_relation_size(c.oid, 'main') END AS heap,
            CASE WHEN c.relkind = 'p' THEN 0 WHEN b.relation IS NULL THEN pg_indexes_size(c.oid) END AS indexes,
            CASE WHEN c.reltoastrelid = 0 THEN 0 WHEN b.relation IS NULL THEN pg_total_relation_size(c.reltoastrelid) END AS toast
            """;
    private static final String FROM_CATALOG = "NULL::bigint AS heap, NULL::bigint AS indexes, NULL::bigint AS toast";

    private final ReadOnlySession session;

    SizesReader(ReadOnlySession session) {
        this.session = session;
    }

    List<Row> read() throws SnapshotException {
        String files = SQL.formatted(FROM_FILES)
                .replace(
                        "LEFT JOIN pg_stat_all_tables",
                        "LEFT JOIN busy b ON b.relation = c.oid\nLEFT JOIN pg_stat_all_tables");
        Optional<List<Row>> rows = session.ask(
                new ReadOnlySession.Purpose("sizes from files", "heap bytes are estimated from relpages"), files);
        if (rows.isPresent()) {
            List<String> busy = rows.get().stream()
                    .filter(row -> row.number("heap").isEmpty())
                    .map(row -> row.text("schema") + "." + row.text("name"))
                    .toList();
            if (!busy.isEmpty()) {
                session.gap("sizes of " + SequenceReader.few(busy)
                        + ": locked ACCESS EXCLUSIVE at this moment; heap bytes are estimated from relpages.");
            }
            return rows.get();
        }
        return session.read(
                new ReadOnlySession.Purpose("sizes", "all tables are judged as large"), SQL.formatted(FROM_CATALOG));
    }
}
