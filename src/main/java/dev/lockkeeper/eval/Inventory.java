package dev.lockkeeper.eval;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tables with their columns and rows at one moment: what a migration lost is missing in the next one. */
record Inventory(Map<QualifiedName, Set<String>> columns, Map<QualifiedName, Long> rows) {
    private static final String COLUMNS = "SELECT n.nspname, c.relname, a.attname FROM pg_catalog.pg_class c JOIN"
            + " pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid"
            + " WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|information_schema$|lockkeeper$)' AND a.attnum > 0"
            + " AND NOT a.attisdropped ORDER BY 1, 2, a.attnum";

    static Inventory read(Connection connection) throws SQLException {
        Map<QualifiedName, Set<String>> columns = new LinkedHashMap<>();
        for (List<String> row : Rows.query(connection, COLUMNS)) {
            columns.computeIfAbsent(QualifiedName.of(row.get(0), row.get(1)), name -> new LinkedHashSet<>())
                    .add(row.get(2));
        }
        Map<QualifiedName, Long> rows = new LinkedHashMap<>();
        for (QualifiedName name : columns.keySet()) {
            rows.put(name, Rows.number(connection, "SELECT count(*) FROM " + name.sql()));
        }
        return new Inventory(columns, rows);
    }

    /** What is here and not there, but for {@code allowed}. */
    List<String> lostIn(Inventory later, List<String> allowed) {
        List<String> lost = new ArrayList<>();
        columns.forEach((table, names) -> {
            Set<String> left = later.columns.getOrDefault(table, Set.of());
            if (allowed.contains(table.name())) {
                return;
            }
            names.stream()
                    .filter(column -> !left.contains(column) && !allowed.contains(table.name() + "." + column))
                    .forEach(column -> lost.add("loses column " + table.name() + "." + column));
            long missing = rows.getOrDefault(table, 0L) - later.rows.getOrDefault(table, 0L);
            if (missing > 0) {
                lost.add("loses " + missing + " rows of " + table.name());
            }
        });
        return lost;
    }
}
