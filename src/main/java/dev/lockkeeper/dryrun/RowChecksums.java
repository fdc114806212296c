package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Count and order-independent checksum of the rows of each table, columns by name: equal tables, equal numbers. */
record RowChecksums(Map<QualifiedName, String> byTable) {
    RowChecksums {
        byTable = Map.copyOf(byTable);
    }

    static RowChecksums read(Connection connection, Collection<QualifiedName> tables) throws SQLException {
        Map<QualifiedName, String> sums = new TreeMap<>();
        for (QualifiedName table : tables) {
            String columns = Rows.query(
                            connection,
                            "SELECT pg_catalog.quote_ident(a.attname) FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
                                    + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE a.attnum > 0 AND NOT a.attisdropped AND n.nspname = '"
                                    + table.schema().replace("'", "''")
                                    + "' AND c.relname = '" + table.name().replace("'", "''") + "' ORDER BY a.attname")
                    .stream()
                    .map(List::getFirst)
                    .collect(Collectors.joining(", "));
            if (columns.isEmpty()) {
                sums.put(table, "is not there");
                continue;
            }
            List<String> row = Rows.query(
                            connection,
                            "SELECT pg_catalog.count(*), coalesce(pg_catalog.sum(('x' || pg_catalog.substr(pg_catalog.md5(ROW("
                                    + columns + ")::text), 1, 8))::bit(32)::bigint), 0) FROM " + table.sql())
                    .getFirst();
            sums.put(table, row.get(0) + " rows, checksum " + row.get(1));
        }
        return new RowChecksums(sums);
    }

    List<String> differences(RowChecksums other) {
        List<String> differences = new ArrayList<>();
        byTable.forEach((table, sum) -> {
            String now = other.byTable.getOrDefault(table, "is not there");
            if (!now.equals(sum)) {
                differences.add("rows of " + table.display() + ": " + sum + " before, " + now + " after");
            }
        });
        differences.sort(String::compareTo);
        return differences;
    }
}
