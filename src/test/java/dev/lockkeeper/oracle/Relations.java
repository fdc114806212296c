package dev.lockkeeper.oracle;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Every relation of the user's by oid: name, file, scan counters of this transaction, and (counted) rows. */
record Relations(Map<String, Entry> byOid) {
    static final Relations NONE = new Relations(Map.of());

    private static final String SQL = """
            SELECT c.oid, n.nspname, c.relname, c.relkind, coalesce(pg_catalog.pg_relation_filenode(c.oid), 0),
                   coalesce(s.seq_scan, 0), coalesce(s.seq_tup_read, 0), coalesce(i.indrelid, 0), coalesce(b.relname, '')
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_stat_xact_all_tables s ON s.relid = c.oid
            LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
            LEFT JOIN pg_catalog.pg_class b ON b.reltoastrelid = coalesce(i.indrelid, c.oid)
            WHERE c.oid >= 16384 AND n.nspname NOT LIKE 'pg\\_temp%' ORDER BY c.oid
            """;

    record Entry(
            String oid,
            String schema,
            String relation,
            String kind,
            String file,
            long scans,
            long read,
            String table,
            String toastOf,
            long rows) {
        String name() {
            return toastOf.isEmpty()
                    ? schema.equals("public") ? relation : schema + "." + relation
                    : "toast(" + toastOf + ")";
        }

        boolean isTable() {
            return toastOf.isEmpty() && (kind.equals("r") || kind.equals("m"));
        }

        boolean isIndex() {
            return toastOf.isEmpty() && kind.equals("i");
        }

        Entry counted(long count) {
            return new Entry(oid, schema, relation, kind, file, scans, read, table, toastOf, count);
        }

        String sql() {
            return '"' + schema + "\".\"" + relation + '"';
        }
    }

    static Relations read(Connection connection) throws SQLException {
        Map<String, Entry> entries = new HashMap<>();
        for (List<String> row : Sql.rows(connection, SQL)) {
            entries.put(
                    row.get(0),
                    new Entry(
                            row.get(0),
                            row.get(1),
                            row.get(2),
                            row.get(3),
                            row.get(4),
                            Long.parseLong(row.get(5)),
                            Long.parseLong(row.get(6)),
                            row.get(7),
                            row.get(8),
                            0));
        }
        return new Relations(entries);
    }

    /** With the number of rows of each table. */
    static Relations counted(Connection connection) throws SQLException {
        Map<String, Entry> entries = new HashMap<>();
        for (Entry entry : read(connection).byOid.values()) {
            boolean populated = entry.isTable()
                    && Sql.one(connection, "SELECT relispopulated FROM pg_class WHERE oid = " + entry.oid())
                            .equals("t");
            entries.put(
                    entry.oid(),
                    populated
                            ? entry.counted(
                                    Long.parseLong(Sql.one(connection, "SELECT count(*) FROM ONLY " + entry.sql())))
                            : entry);
        }
        return new Relations(entries);
    }

    Optional<String> name(String oid) {
        return Optional.ofNullable(byOid.get(oid)).map(Entry::name);
    }

    /** Tables that LOCK TABLE accepts, parents first. */
    List<String> tables() {
        return byOid.values().stream()
                .filter(entry -> entry.toastOf().isEmpty()
                        && (entry.kind().equals("r") || entry.kind().equals("p")))
                .sorted(java.util.Comparator.comparing((Entry entry) -> Long.parseLong(entry.oid())))
                .map(Entry::sql)
                .toList();
    }

    SortedSet<String> rewrittenSince(Relations start) {
        SortedSet<String> names = new TreeSet<>();
        for (Entry old : start.byOid.values()) {
            Entry now = byOid.get(old.oid());
            if (now != null && old.isTable() && !old.file().equals(now.file())) {
                names.add(old.name());
            }
        }
        return names;
    }

    /** How often each table was read from end to end; {@code rows} holds the counts. */
    Map<String, Integer> scansSince(Relations start, Relations rows) {
        Map<String, Integer> scans = new TreeMap<>();
        for (Entry old : start.byOid.values()) {
            Entry now = byOid.get(old.oid());
            Entry counted = rows.byOid.get(old.oid());
            if (now == null || counted == null || !old.isTable()) {
                continue;
            }
            long passes = counted.rows() == 0 ? now.scans() - old.scans() : (now.read() - old.read()) / counted.rows();
            if (passes > 0) {
                scans.put(old.name(), (int) passes);
            }
        }
        return scans;
    }

    /** Tables that were there before and have an index with a file that no index had before. */
    SortedSet<String> indexedSince(Relations start) {
        Set<String> files = start.byOid.values().stream().map(Entry::file).collect(Collectors.toSet());
        SortedSet<String> names = new TreeSet<>();
        List<Entry> now = new ArrayList<>(byOid.values());
        for (Entry index : now) {
            Entry table = start.byOid.get(index.table());
            if (index.isIndex() && table != null && !files.contains(index.file())) {
                names.add(table.name());
            }
        }
        return names;
    }
}
