package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.sql.ScriptReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which large tables the recorded statements must read in full, as EXPLAIN says with fresh statistics, the same values
 * each time, and sequential scans at the highest price: then one shows only where no index can serve, on the few rows of
 * a shadow database as in production.
 */
public final class QueryPlans {
    private static final Pattern FULL = Pattern.compile("\\bSeq Scan on (?:only )?(\"(?:[^\"]|\"\")+\"|\\S+)");
    private static final long ROW = 700_000;

    private static final int MOST_GAPS = 10;

    private final List<AppStatement> statements;
    private final List<String> gaps;
    private final Set<QualifiedName> large;
    private final long seed;
    private Map<String, Set<String>> before = Map.of();

    /** {@code large} are the tables that are not small in production: reading a small one in full is as good as any index. */
    QueryPlans(Workload workload, Set<QualifiedName> large, long seed) {
        this(workload.statements(), List.of(), large, seed);
    }

    private QueryPlans(List<AppStatement> statements, List<String> gaps, Set<QualifiedName> large, long seed) {
        this.statements = statements.stream().filter(AppStatement::recorded).toList();
        this.gaps = List.copyOf(gaps);
        this.large = Set.copyOf(large);
        this.seed = seed;
    }

    /** For production's statements on the touched tables, on a server with schema and rows. */
    public static QueryPlans of(
            ScriptReader reader,
            Analysis analysis,
            UnderTraffic.Filled filled,
            Collection<QualifiedName> touched,
            Connection connection,
            long seed)
            throws SQLException {
        List<Table> tables = touched.stream()
                .sorted()
                .flatMap(name -> analysis.start().table(name).stream())
                .toList();
        RecordedStatements recorded =
                new RecordedStatements(reader, analysis.start(), analysis.context(), filled.shapes(), connection);
        List<AppStatement> statements = new ArrayList<>();
        for (AppStatement statement : recorded.on(tables)) {
            try {
                Rows.query(connection, "EXPLAIN " + statement.sql(new SplittableRandom(seed), ROW));
                statements.add(statement);
            } catch (SQLException e) {
                if (connection.isClosed()) {
                    throw e;
                }
                recorded.gap(statement.label(), Rows.state(e) + " " + Rows.message(e));
            }
        }
        return new QueryPlans(statements, recorded.gaps(), large(analysis, touched), seed);
    }

    /** Tables that are not small in production. */
    static Set<QualifiedName> large(Analysis analysis, Collection<QualifiedName> touched) {
        return touched.stream()
                .filter(table -> analysis.context().size(table).band() != TableSize.Band.SMALL)
                .collect(Collectors.toSet());
    }

    /** How many statements are explained. */
    public int compared() {
        return statements.size();
    }

    /** What is not explained, with the reason. */
    public List<String> notCompared() {
        return gaps.stream()
                .limit(MOST_GAPS)
                .map(gap -> gap.replaceFirst("^Traffic: not replayed", "Plan of a query not compared"))
                .toList();
    }

    /** Statements that read a large table in full now, and did not at the last call; the first call only remembers. */
    public List<String> newScans(Connection connection) throws SQLException {
        if (statements.isEmpty()) {
            return List.of();
        }
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
        attempt(connection, "SET enable_seqscan = off");
        for (AppStatement statement : statements) {
            String sql = statement.sql(new SplittableRandom(seed), ROW);
            // A statement that the server refuses by now shows as a failure of the traffic.
            attempt(connection, "EXPLAIN " + sql).ifPresent(lines -> scans.put(statement.label(), full(lines)));
        }
        attempt(connection, "RESET enable_seqscan");
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
