package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which large tables the recorded statements read in full, as EXPLAIN says on the rows of the shadow database, with the
 * same values and fresh statistics each time.
 */
final class QueryPlans {
    private static final Pattern FULL = Pattern.compile("\\bSeq Scan on (?:only )?(\"(?:[^\"]|\"\")+\"|\\S+)");
    private static final long ROW = 700_000;

    private final List<AppStatement> statements;
    private final Set<QualifiedName> large;
    private final long seed;
    private Map<String, Set<String>> before = Map.of();

    /** {@code large} are the tables that are not small in production: reading a small one in full is as good as any index. */
    QueryPlans(Workload workload, Set<QualifiedName> large, long seed) {
        this.statements =
                workload.statements().stream().filter(AppStatement::recorded).toList();
        this.large = Set.copyOf(large);
        this.seed = seed;
    }

    /** Statements that read a large table in full now, and did not at the last call; the first call only remembers. */
    List<String> newScans(Connection connection) throws SQLException {
        Map<String, Set<String>> now = scans(connection);
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, Set<String>> statement : now.entrySet()) {
            Set<String> earlier = before.get(statement.getKey());
            if (earlier != null) {
                statement.getValue().stream()
                        .filter(table -> !earlier.contains(table))
                        .forEach(table -> found.add(statement.getKey() + " reads " + table + " in full"));
            }
        }
        before = now;
        return found;
    }

    private Map<String, Set<String>> scans(Connection connection) throws SQLException {
        for (QualifiedName table : new TreeSet<>(large)) {
            attempt(connection, "ANALYZE " + table.sql());
        }
        Map<String, Set<String>> scans = new LinkedHashMap<>();
        for (AppStatement statement : statements) {
            String sql = statement.sql(new SplittableRandom(seed), ROW);
            // A statement that the server refuses by now shows as a failure of the traffic.
            attempt(connection, "EXPLAIN " + sql).ifPresent(lines -> scans.put(statement.label(), full(lines)));
        }
        return scans;
    }

    private Optional<List<List<String>>> attempt(Connection connection, String sql) throws SQLException {
        try {
            if (sql.startsWith("EXPLAIN")) {
                return Optional.of(Rows.query(connection, sql));
            }
            Rows.execute(connection, sql);
        } catch (SQLException e) {
            if (connection.isClosed()) {
                throw e;
            }
        }
        return Optional.empty();
    }

    private Set<String> full(List<List<String>> lines) {
        Set<String> tables = new TreeSet<>();
        for (List<String> line : lines) {
            Matcher scan = FULL.matcher(line.getFirst());
            while (scan.find()) {
                String name = scan.group(1);
                large.stream()
                        .filter(table -> Identifiers.quote(table.name()).equals(name))
                        .forEach(table -> tables.add(table.display()));
            }
        }
        return tables;
    }
}
