package dev.lockkeeper.dryrun;

import dev.lockkeeper.context.snapshot.PinnedSettings;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Count and order-independent checksum of the rows of each table, columns by name: equal tables, equal numbers.
 *
 * @param byTable what each readable table holds
 * @param unreadable tables whose rows could not be compared, with the server's reason
 */
record RowChecksums(Map<QualifiedName, String> byTable, Map<QualifiedName, String> unreadable) {
    RowChecksums {
        byTable = Map.copyOf(byTable);
        unreadable = Map.copyOf(unreadable);
    }

    /**
     * Reads all rows, those included that a policy hides from the owner: with row_security off a policy is an error
     * instead of a filter, and FORCE is lifted for the length of this transaction, which is taken back.
     */
    static RowChecksums read(Connection connection, Collection<QualifiedName> tables) throws SQLException {
        Map<QualifiedName, String> sums = new TreeMap<>();
        Map<QualifiedName, String> unreadable = new TreeMap<>();
        try (PinnedSettings pinned = PinnedSettings.on(connection)) {
            for (QualifiedName table : tables) {
                Savepoint before = connection.setSavepoint();
                try {
                    sums.put(table, sum(connection, table));
                } catch (SQLException e) {
                    if (connection.isClosed() || Rows.state(e).startsWith("57")) {
                        throw e;
                    }
                    unreadable.put(table, Rows.state(e) + " " + Rows.message(e));
                }
                connection.rollback(before);
            }
        }
        return new RowChecksums(sums, unreadable);
    }

    private static String sum(Connection connection, QualifiedName table) throws SQLException {
        String literal = "'" + table.sql().replace("'", "''") + "'";
        String columns = Rows.query(
                        connection,
                        "SELECT pg_catalog.quote_ident(a.attname) FROM pg_catalog.pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped"
                                + " AND a.attrelid = pg_catalog.to_regclass(" + literal + ") ORDER BY a.attname")
                .stream()
                .map(List::getFirst)
                .collect(Collectors.joining(", "));
        if (columns.isEmpty()) {
            return "is not there";
        }
        if (!Rows.query(
                        connection,
                        "SELECT 1 FROM pg_catalog.pg_class c WHERE c.relforcerowsecurity AND c.oid = pg_catalog.to_regclass("
                                + literal + ")")
                .isEmpty()) {
            Rows.execute(connection, "ALTER TABLE " + table.sql() + " NO FORCE ROW LEVEL SECURITY");
        }
        List<String> row = Rows.query(
                        connection,
                        "SELECT pg_catalog.count(*), coalesce(pg_catalog.sum(('x' || pg_catalog.substr(pg_catalog.md5(ROW("
                                + columns + ")::text), 1, 15))::bit(60)::bigint), 0) FROM " + table.sql())
                .getFirst();
        return row.get(0) + " rows, checksum " + row.get(1);
    }

    /** What is not equal, in words; a table that cannot be read on one side only is a difference too. */
    List<String> differences(RowChecksums other) {
        List<String> differences = new ArrayList<>();
        byTable.forEach((table, sum) -> {
            String now = other.byTable.getOrDefault(table, other.unreadable.getOrDefault(table, "is not there"));
            if (!now.equals(sum)) {
                differences.add("rows of " + table.display() + ": " + sum + " before, " + now + " after");
            }
        });
        differences.sort(String::compareTo);
        return differences;
    }

    /** What was not compared, one sentence each. */
    List<String> notCompared() {
        return unreadable.entrySet().stream()
                .map(entry -> "the rows of " + entry.getKey().display() + " after a rollback: " + entry.getValue())
                .sorted()
                .toList();
    }
}
